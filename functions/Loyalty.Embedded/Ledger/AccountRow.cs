using System.Globalization;
using Loyalty.Ledger.Rules;

namespace Loyalty.Embedded;

/// <summary>How an account is named in its table, and in the tag that a write must bring.</summary>
internal static class AccountRow
{
    // No identifier has control characters in it, so no two accounts share a text.
    private const char Separator = '\u001F';

    public static string KeyText(AccountKey key) =>
        string.Concat([key.OrgId.Value, $"{Separator}", key.MemberId.Value, $"{Separator}", key.ProgramId.Value]);

    /// <summary>Where a member's accounts lie among all: from the first text, and before the second.</summary>
    public static (string From, string Before) KeysOf(MemberKey member)
    {
        var start = $"{member.OrgId}{Separator}{member.MemberId}";
        return (start + Separator, start + (char)(Separator + 1));
    }

    /// <summary>Where an account lies among those of its program whose members are to be told of points that expire by a
    /// day.</summary>
    public static string UntoldText(OrgId org, ProgramId program, DateOnly day) =>
        $"{org}{Separator}{program}{Separator}{day:O}";

    /// <summary>What is before all of a program's <see cref="UntoldText"/>.</summary>
    public static string UntoldFrom(OrgId org, ProgramId program) => $"{org}{Separator}{program}{Separator}";

    public static AccountKey ParseKey(string text)
    {
        var parts = text.Split(Separator);
        return new AccountKey(
            TextId.From<OrgId>(parts[0]),
            TextId.From<MemberId>(parts[1]),
            TextId.From<ProgramId>(parts[2])
        );
    }

    /// <summary>Row and revision: the row is found by its number, and the revision grows with every write.</summary>
    public static string ETag(long no, long revision) => $"{no}-{revision}";

    /// <summary>The tag after a write with this one; null when the row's number is not known from it.</summary>
    public static string? NextETag(string? etag) =>
        etag is not null && TryParseETag(etag, out var no, out var revision) ? ETag(no, revision + 1) : null;

    /// <summary>How often what bears a tag that was given out here has been written.</summary>
    public static long RevisionOf(string etag) =>
        TryParseETag(etag, out _, out var revision) ? revision : throw new ArgumentException("No tag.", nameof(etag));

    /// <summary>What <see cref="ETag"/> was made of; false for any other text, which then names no version.</summary>
    public static bool TryParseETag(string etag, out long no, out long revision)
    {
        revision = 0;
        var dash = etag.IndexOf('-', StringComparison.Ordinal);
        return long.TryParse(etag.AsSpan(0, Math.Max(0, dash)), NumberStyles.None, null, out no)
            && long.TryParse(etag.AsSpan(dash + 1), NumberStyles.None, null, out revision);
    }
}
