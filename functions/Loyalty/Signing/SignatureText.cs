using System.Buffers;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace Loyalty.Signing;

/// <summary>
/// The bytes that are signed, gathered in a pooled buffer: lines of <c>name: value</c> joined by <c>\n</c>, without
/// one at the end.
/// </summary>
internal sealed class SignatureText : IDisposable
{
    private const int InitialBytes = 1024;

    // A line break inside a value would let a signer's text be read as other lines than the signer meant.
    private static readonly SearchValues<char> Controls = SearchValues.Create([
        .. Enumerable.Range(0, 0x20).Where(c => c != '\t').Select(c => (char)c),
        '\x7f',
    ]);

    private byte[] buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private int length;

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, length);

    /// <summary>
    /// Whether a value was appended that cannot stand on one line; such a text is never verified or signed.
    /// </summary>
    public bool IsBroken { get; private set; }

    /// <summary>Ends a line that another one follows.</summary>
    public void EndLine() => Append("\n"u8);

    /// <summary>Separates lines; nothing before the first one.</summary>
    public void BeginLine()
    {
        if (length > 0)
            EndLine();
    }

    public void Append(ReadOnlySpan<char> text) => Append(text, checkControls: true);

    public void AppendLower(ReadOnlySpan<char> text)
    {
        var start = length;
        Append(text, checkControls: true);
        Ascii.ToLowerInPlace(buffer.AsSpan(start, length - start), out _);
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        length += bytes.Length;
    }

    /// <summary>
    /// A header's values as both forms want them: trimmed, in the order sent, joined by a comma and a space.
    /// </summary>
    public void AppendHeader(StringValues values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (i > 0)
                Append(", ", checkControls: false);
            Append(values[i].AsSpan().Trim(" \t"), checkControls: true);
        }
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
        length = 0;
    }

    private void Append(ReadOnlySpan<char> text, bool checkControls)
    {
        if (checkControls && text.ContainsAny(Controls))
            IsBroken = true;
        length += Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));
    }

    private Span<byte> Reserve(int count)
    {
        if (buffer.Length - length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(buffer.Length * 2, length + count));
            Written.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
        return buffer.AsSpan(length);
    }
}
