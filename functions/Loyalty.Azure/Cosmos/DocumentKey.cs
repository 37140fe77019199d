using System.Buffers.Text;
using System.Text;
using Microsoft.Azure.Cosmos;

namespace Loyalty.Azure.Cosmos;

/// <summary>Where a document lies in its container.</summary>
/// <param name="Id">Unique in the partition; made by <see cref="IdOf"/> where others chose the text.</param>
/// <param name="Partition">The value of <c>/pk</c>; any text.</param>
internal readonly record struct DocumentKey(string Id, string Partition)
{
    public PartitionKey PartitionKey => new(Partition);

    /// <summary>
    /// The text as a document's id, different for different texts. An id may not have <c>/ \ ? #</c> in it nor be longer
    /// than 1023 bytes, so text that is not a plain name is written in Base64url behind <c>=</c>, which no name has.
    /// </summary>
    public static string IdOf(string text) =>
        IsPlain(text) ? text : $"={Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text))}";

    private static bool IsPlain(string text)
    {
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.' or '~'))
                return false;
        return text.Length > 0;
    }
}
