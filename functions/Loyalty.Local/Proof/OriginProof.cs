using Loyalty.Catalog;
using Loyalty.GroupRedemptions;
using Loyalty.Holds;
using Loyalty.Ledger.Rules;
using Loyalty.PointsRequests;
using Loyalty.Programs;

namespace Loyalty.Local.Proof;

/// <summary>
/// Checks how every entry came to be: its id follows from what it names, and what keeps it from being made twice is stored.
/// That is the claim of a points request, the record of an issue, the <see cref="Creation"/> of a hold's request id or of a
/// correction with an <c>Idempotency-Key</c>, and the id itself for the other entries.
/// </summary>
internal sealed class OriginProof
{
    private readonly HashSet<EntryId> requested = [];
    private readonly Dictionary<EntryId, LedgerEntry> issued = [];
    private readonly Dictionary<(ClientId, string), KeyedCorrection> keyed = [];
    private readonly Dictionary<EntryId, int> parts = [];
    private readonly Dictionary<EntryId, List<LedgerEntry>> shares = [];
    private readonly Dictionary<EntryId, EntryKind> ended = [];
    private readonly List<string> faults = [];

    /// <summary>What is wrong so far, each in one sentence.</summary>
    public IReadOnlyList<string> Faults => faults;

    /// <summary>Takes an entry; those of an account in the order of their versions.</summary>
    public void Add(LedgerEntry entry)
    {
        if (IdOf(entry) is not { } id)
            Fault(entry.Id, "nothing says who made it");
        else if (id != entry.Id)
            Fault(entry.Id, "its id does not follow from what it names");
        if (entry is { Kind: EntryKind.Hold, Sale.Redemption: { } redemption })
            AddShare(redemption, entry);
        else if (entry is { Kind: EntryKind.Capture or EntryKind.Release, Reverses: { } hold })
            ended[hold] = entry.Kind;
        if (entry.Kind is EntryKind.Adjust or EntryKind.Reverse)
            AddCorrection(entry);
        else if (entry.Kind == EntryKind.Issue)
            issued.TryAdd(entry.Id, entry);
        else if (entry is { Kind: EntryKind.Hold, ClientId: { } holder, ContentHash: not null })
            keyed.TryAdd(
                (holder, HoldAdmission.KeyOf(entry.Id)),
                new KeyedCorrection(entry.Id, entry.Id.ToString(), entry.ContentHash)
            );
        else if (entry.Kind is EntryKind.Earn or EntryKind.Redeem && entry.Sale is null)
            requested.Add(entry.Id);
    }

    /// <summary>Takes the claim of a points request, after all entries.</summary>
    public void Add(PointsMessage claim)
    {
        requested.Remove(claim.TransactionId);
        if (claim.TransactionId != EntryId.For(claim.ClientId, claim.RequestId))
            faults.Add($"Request {claim.TransactionId}: its transaction is not the one its id stands for.");
    }

    /// <summary>Takes an issue, after all entries.</summary>
    public void Add(Issue issue)
    {
        if (issue.IssueId != EntryId.ForIssue(issue.ClientId, issue.ReferenceNumber))
            faults.Add($"Issue {issue.IssueId}: its id is not the one that its reference number stands for.");
        var isBooked = issued.Remove(issue.IssueId, out var entry);
        if (issue.Remote is { } remote)
        {
            if (isBooked)
                Fault(issue.IssueId, "its issue belongs into another system's books");
            if ((issue.Status == IssueStatus.Success) != (remote.Awarded > Points.Zero))
                faults.Add($"Issue {issue.IssueId}: its status and what the other system booked do not agree.");
        }
        else if (entry is null)
        {
            if (issue.Status != IssueStatus.Pending)
                faults.Add($"Issue {issue.IssueId}: it is settled, but has no entry.");
        }
        else if (!IsOf(entry, issue))
            Fault(entry.Id, "it is not what was issued");
        else if (issue.Status != IssueStatus.Pending && issue.Code != entry.Code)
            Fault(entry.Id, "its issue was settled otherwise");
    }

    /// <summary>Takes a redemption of a group, after all entries: what is done was captured from each, what is refused from
    /// none.</summary>
    public void Add(GroupRedemption redemption)
    {
        if (redemption.Id != EntryId.ForRedemption(redemption.ClientId, redemption.CustomerId, redemption.RequestId))
            faults.Add($"Redemption {redemption.Id}: its id is not the one that its reference number stands for.");
        shares.Remove(redemption.Id, out var found);
        var held = (found ?? []).ToDictionary(hold => hold.Id);
        foreach (var share in redemption.Shares)
        {
            var isHeld = held.Remove(redemption.HoldOf(share), out var hold);
            var end = ended.GetValueOrDefault(redemption.HoldOf(share));
            var isAsItMustBe = redemption.State switch
            {
                GroupState.Done => isHeld && end == EntryKind.Capture,
                GroupState.Refused => !isHeld || end == EntryKind.Release || IsReversed(redemption.HoldOf(share)),
                _ => true,
            };
            if (!isAsItMustBe || (isHeld && hold?.Points != -share.Points))
                faults.Add($"Redemption {redemption.Id}: {share.UserId} gave otherwise than it says.");
        }

        foreach (var hold in held.Values)
            if (
                !Enumerable
                    .Range(1, redemption.Round - 1)
                    .Any(round => hold.Id == EntryId.ForGroupHold(redemption.Id, hold.MemberId, round))
            )
                Fault(hold.Id, "its redemption knows nothing of it");
            else if (ended.GetValueOrDefault(hold.Id) == EntryKind.Capture && !IsReversed(hold.Id))
                Fault(hold.Id, "its redemption was refused, and it is captured");
    }

    /// <summary>Takes what a key stands for, after all entries; also where it is no correction.</summary>
    public void Add(Creation creation)
    {
        if (!keyed.Remove((creation.ClientId, creation.IdempotencyKey), out var correction))
            return;
        if (creation.CreatedId != correction.Corrects)
            Fault(correction.Id, $"its key stands for {creation.CreatedId}");
        if (correction.ContentHash is { } contentHash && contentHash != creation.ContentHash)
            Fault(correction.Id, "its key stands for other content");
    }

    /// <summary>Ends the check, after all claims and keys.</summary>
    public void Close()
    {
        foreach (var id in requested)
            Fault(id, "its request was never claimed, so it could be applied again");
        foreach (var id in issued.Keys)
            Fault(id, "its issue was never recorded, so it could be applied again");
        foreach (var hold in shares.Values.SelectMany(holds => holds))
            Fault(hold.Id, "its redemption was never recorded");
        foreach (var correction in keyed.Values)
            Fault(correction.Id, "its key was never claimed, so it could be applied again");
    }

    /// <summary>The id that the entry must have; null = it names nothing that makes entries.</summary>
    private EntryId? IdOf(LedgerEntry entry) =>
        entry switch
        {
            { Kind: EntryKind.Expire } => EntryId.ForExpiry(
                entry.OrgId,
                entry.MemberId,
                entry.ProgramId,
                entry.Version
            ),
            // Its redemption says which round it is of.
            { Kind: EntryKind.Hold, Sale.Redemption: not null } => entry.Id,
            { Kind: EntryKind.Hold, ClientId: { } client, RequestId: { } request } => EntryId.ForHold(client, request),
            { Kind: EntryKind.Hold } => null,
            { Kind: EntryKind.Capture or EntryKind.Release, Reverses: { } hold } => EntryId.ForHoldEnd(hold),
            { Kind: EntryKind.Reverse, Reverses: { } original, ClientId: not null } => EntryId.ForReversal(
                original,
                parts[original] = parts.GetValueOrDefault(original) + 1
            ),
            { Kind: EntryKind.Reverse } => null,
            { Kind: EntryKind.Adjust, ClientId: { } client, RequestId: { } key, Partner: null } =>
                EntryId.ForAdjustment(client, key),
            { Kind: EntryKind.Adjust, ClientId: { } client, RequestId: { } key } => EntryId.ForAssignment(client, key),
            // An opening balance names nobody. It opens the account: there cannot be a second one.
            { Kind: EntryKind.Adjust, ClientId: null, RequestId: null, Version: 1 } => entry.Id,
            { Kind: EntryKind.Adjust } => null,
            { Kind: EntryKind.Issue, ClientId: { } client, RequestId: { } reference } => EntryId.ForIssue(
                client,
                reference
            ),
            { Sale: not null, ClientId: { } client, RequestId: { } reference } => IdAtTill(entry, client, reference),
            { ClientId: { } client, RequestId: { } request } => EntryId.For(client, request),
            _ => null,
        };

    private static EntryId IdAtTill(LedgerEntry entry, ClientId client, RequestId reference)
    {
        var redemption = EntryId.ForRedemption(client, entry.MemberId, reference);
        return entry.Sale?.Redemption is null ? redemption : EntryId.ForShare(redemption, entry.ProgramId);
    }

    private static bool IsOf(LedgerEntry entry, Issue issue) =>
        entry.Account == new AccountKey(issue.OrgId, issue.UserId, issue.ProgramId)
        && (entry.Requested, entry.Value, entry.Bonus) == (issue.Points, issue.Value, issue.Bonus)
        && entry.ContentHash == issue.ContentHash;

    private bool IsReversed(EntryId hold) => parts.ContainsKey(hold);

    private void AddShare(EntryId redemption, LedgerEntry hold)
    {
        if (!shares.TryGetValue(redemption, out var holds))
            shares[redemption] = holds = [];
        holds.Add(hold);
    }

    private void AddCorrection(LedgerEntry entry)
    {
        // An adjustment that was sent without a key names one that was made for it, but no content. A reversal names none.
        var isKeyed = entry.ContentHash is not null || entry.Kind == EntryKind.Reverse;
        if (!isKeyed || entry.Sale is not null || entry is not { ClientId: { } client, RequestId: { } key })
            return;
        var correction = new KeyedCorrection(
            entry.Id,
            entry.Reverses?.ToString() ?? entry.MemberId.Value,
            entry.ContentHash
        );
        if (!keyed.TryAdd((client, key.Value), correction))
            Fault(entry.Id, "another entry was made with the same key");
    }

    private void Fault(EntryId id, string what) => faults.Add($"Entry {id}: {what}.");

    /// <param name="Id">Its entry.</param>
    /// <param name="Corrects">What it corrects, as its creation names it: a transaction or a member.</param>
    /// <param name="ContentHash">Of its request; null = made before corrections kept it.</param>
    private sealed record KeyedCorrection(EntryId Id, string Corrects, string? ContentHash);
}
