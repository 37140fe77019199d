using System.Globalization;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace Loyalty.Embedded;

/// <summary>What entries have in common that a search may ask for. An organisation has few: each of its clients moves
/// points by few rules, in few ways.</summary>
internal readonly record struct EntryShape(
    OrgId Org,
    ProgramId Program,
    EntryKind Kind,
    EntryStatus Status,
    ClientId? Client,
    RuleId? Rule,
    string? Partner
)
{
    // No identifier has control characters in it. A partner's name may have, so it stands last.
    private const char Separator = '\u001F';

    public static EntryShape Of(LedgerEntry entry) =>
        new(entry.OrgId, entry.ProgramId, entry.Kind, entry.Status, entry.ClientId, entry.RuleId, entry.Partner);

    /// <summary>Whether entries of this shape may be among those that are looked for.</summary>
    public bool MayMatch(EntrySearch search) =>
        Org == search.OrgId
        && (search.ProgramId is not { } program || Program == program)
        && (search.Kind is not { } kind || Kind == kind)
        && (search.Status is not { } status || Status == status)
        && (search.ClientId is not { } client || Client == client)
        && (search.RuleId is not { } rule || Rule == rule)
        && (search.Partner is not { } partner || Partner == partner);

    /// <summary>The shape as text, without its organisation.</summary>
    public string Text =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Program}{Separator}{(int)Kind}{Separator}{(int)Status}{Separator}{Client}{Separator}{Rule}{Separator}{Partner}"
        );

    public static EntryShape Parse(OrgId org, string text)
    {
        var parts = text.Split(Separator, 6);
        return new EntryShape(
            org,
            TextId.From<ProgramId>(parts[0]),
            (EntryKind)int.Parse(parts[1], CultureInfo.InvariantCulture),
            (EntryStatus)int.Parse(parts[2], CultureInfo.InvariantCulture),
            parts[3].Length > 0 ? TextId.From<ClientId>(parts[3]) : null,
            parts[4].Length > 0 ? TextId.From<RuleId>(parts[4]) : null,
            parts[5].Length > 0 ? parts[5] : null
        );
    }
}
