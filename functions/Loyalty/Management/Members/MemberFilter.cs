using Loyalty.Catalog;

namespace Loyalty.Management.Members;

/// <summary>Which members a caller wants to see.</summary>
/// <param name="Text">Parts of words, all of which the member has in what is known of it, or a mobile number as people write
/// it; null = whatever.</param>
/// <param name="Status">The status; null = whichever.</param>
public sealed record MemberFilter(string? Text, MemberStatus? Status)
{
    /// <summary>Most characters to look for.</summary>
    public const int MostCharacters = WordPieces.MostCharacters;
}
