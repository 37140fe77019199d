using Loyalty.Catalog;

namespace Loyalty.Management.Members;

/// <summary>Which members a caller wants to see; null = whichever.</summary>
public sealed record MemberFilter
{
    /// <summary>Most characters to look for.</summary>
    public const int MostCharacters = WordPieces.MostCharacters;

    // More would hardly leave fewer members, and each is a look into the index.
    private const int MostTerms = 16;

    private readonly IReadOnlyList<string> words = [];

    /// <summary>Parts of words, all of which the member has in what is known of it; or a mobile number as people write
    /// it.</summary>
    public string? Text
    {
        get;
        init
        {
            field = value;
            words =
                value is null ? []
                : MobileNumber.Read(value) is { } number ? [number[1..]]
                : WordPieces.WordsOf(value);
        }
    }

    public MemberStatus? Status { get; init; }

    /// <summary>Terms that all of them stand under, and perhaps others.</summary>
    public IReadOnlyList<string> Terms()
    {
        var pieces = words.SelectMany(WordPieces.OfPart).Distinct(StringComparer.Ordinal).Take(MostTerms);
        return Status is { } status ? [Member.TermOf(status), .. pieces] : [.. pieces];
    }

    /// <summary>Whether this is one of them.</summary>
    public bool Fits(Member member)
    {
        if (Status is not null && member.Status != Status)
            return false;
        var texts = Member.TextsOf(member).Select(FoldedText.Sought).ToList();
        return words.All(word => texts.Exists(text => text.Contains(word, StringComparison.Ordinal)));
    }
}
