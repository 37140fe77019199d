using Loyalty.Catalog;

namespace Loyalty.Management.Members;

/// <summary>A filter as it is looked for.</summary>
/// <param name="filter">What was asked for.</param>
/// <param name="region">The organisation's region, by which mobile numbers are read; null = it has none.</param>
public sealed class MemberSearch(MemberFilter filter, string? region)
{
    // More would hardly leave fewer members, and each is a look into the index.
    private const int MostTerms = 16;

    private readonly IReadOnlyList<string> words =
        filter.Text is not { } text ? []
        : MobileNumber.Read(text, region) is { } number ? [number[1..]]
        : WordPieces.WordsOf(text);

    /// <summary>Terms that all of them stand under, and perhaps others.</summary>
    public IReadOnlyList<string> Terms()
    {
        var pieces = words.SelectMany(WordPieces.OfPart).Distinct(StringComparer.Ordinal).Take(MostTerms);
        return filter.Status is { } status ? [Member.TermOf(status), .. pieces] : [.. pieces];
    }

    /// <summary>Whether this is one of them.</summary>
    public bool Fits(Member member)
    {
        if (filter.Status is not null && member.Status != filter.Status)
            return false;
        var texts = Member.TextsOf(member).Select(FoldedText.Sought).ToList();
        return words.All(word => texts.Exists(text => text.Contains(word, StringComparison.Ordinal)));
    }
}
