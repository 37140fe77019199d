using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Rules;

namespace Loyalty.PointOfSale;

/// <summary>
/// Takes redemptions of tills back, wholly or in part, at once: 1 what the till says · 2 the redemption, which any till of
/// the organisation may take back · 3 what the same reference number has taken back before is the answer · 4 how much is
/// left of it · 5 the ledger posts, on all accounts that gave points. A part is the end of what was taken: what remains is
/// the redemption that fewer points would have made. What is refused leaves nothing in the books.
/// </summary>
public sealed class RedemptionReversal(
    TillPrograms programs,
    CachedCatalog catalog,
    ILedgerStore store,
    Reversals reversals,
    GroupDesk groups,
    AccountHandler accounts,
    TimeProvider time
)
{
    /// <summary>Takes back.</summary>
    /// <exception cref="LedgerContentionException">Gave up after too many conflicting writes; nothing is stored.</exception>
    public async Task<TillOutcome> ReverseAsync(Caller caller, ReversalDraft draft, CancellationToken cancellationToken)
    {
        // :: Step 1
        RequestId requestId = default;
        Points? points = null;
        if (!EntryId.TryParse(draft.RedemptionId, out var id) || !TryReadPoints(draft.Points, out points))
            return Refuse(Refusal.ReversalInvalid);
        if (draft.ExternalReferenceNumber is { } reference && !RequestId.TryParse(reference, out requestId))
            return Refuse(Refusal.TransactionNumberInvalid);

        // :: Step 2
        var redemption = await store.FindAsync(caller.OrgId, id, cancellationToken);
        if (redemption is null)
            return await groups.ReverseAsync(caller, draft, id, points, cancellationToken);
        if (redemption is not { Kind: EntryKind.Redeem, Sale: { Redemption: null, Points: { } whole } sale })
            return Refuse(Refusal.RedemptionUnknown);
        if (draft.TransactionNumber is { } bill && bill != redemption.Reference)
            return Refuse(redemption.Reference is null ? Refusal.NothingRedeemed : Refusal.TransactionNumberInvalid);
        var sources = new List<PointProgram>();
        foreach (var source in sale.Shares.Prepend(redemption.ProgramId))
            if (await programs.FindAsync(caller.OrgId, source, cancellationToken) is { } program)
                sources.Add(program);
            else
                return Refuse(Refusal.UnknownProgram);
        var outcome = new TillOutcome
        {
            Member = await catalog.FindAsync<Member>(
                Member.KeyOf(caller.OrgId, redemption.MemberId),
                cancellationToken
            ),
            Program = sources[0],
            Points = points,
        };

        var posting = await accounts.PostTogetherAsync(
            redemption.Account.Member,
            sources,
            async (found, token) =>
            {
                outcome = outcome with { Balance = found[0].Balance };
                // :: Step 3
                var parts = await ReadAsync(redemption, token);
                if (draft.ExternalReferenceNumber is not null)
                    foreach (var earlier in parts[0].Reversals)
                        if (earlier.ClientId == caller.ClientId && earlier.RequestId == requestId)
                            return PostingOutcome.Again(earlier);

                // :: Step 4
                var left = parts.Aggregate(Points.Zero, (sum, part) => sum + part.Left);
                var refusal = WhyNot(points, left, parts);
                if (refusal != Refusal.None)
                    return PostingOutcome.Refused(refusal);

                // :: Step 5
                var amount = points ?? left;
                var worth = new Worth(
                    Worth.OfPart(Worth.Parse(sale.Worth), whole, left, amount, sources[0].Currency),
                    Worth.OfPart(Worth.Parse(sale.LocalWorth), whole, left, amount, Worth.LocalCurrencyOf(sources[0]))
                );
                var command = new Command
                {
                    Id = default,
                    Kind = EntryKind.Reverse,
                    Amount = amount,
                    AcceptedAt = time.GetUtcNow(),
                    ClientId = caller.ClientId,
                    RequestId = draft.ExternalReferenceNumber is null ? null : requestId,
                    Reference = redemption.Reference,
                    Sale = new TillSale
                    {
                        Points = amount,
                        Worth = Worth.Text(worth.Base),
                        LocalWorth = Worth.Text(worth.Local),
                        TillId = draft.TillId,
                    },
                    TraceParent = Activity.Current?.Id,
                };
                return JointPlan.Post(CommandsFor(command, parts));
            },
            cancellationToken
        );
        return posting.Entry is { } entry
            ? outcome.Done(entry, posting.Replayed)
            : outcome with
            {
                Refusal = posting.Refusal,
            };
    }

    private static TillOutcome Refuse(Refusal refusal) => new() { Refusal = refusal };

    private static Refusal WhyNot(Points? points, Points left, ImmutableArray<Part> parts) =>
        left == Points.Zero ? Refusal.AlreadyReversed
        : points > left ? Refusal.ReversalMismatch
        : !parts.All(part => Reversals.CanReverse(part.Entry, part.Reversals)) ? Refusal.NotReversible
        : Refusal.None;

    private static bool TryReadPoints(string? text, out Points? points)
    {
        points = null;
        if (text is null)
            return true;
        const NumberStyles form = NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (
            !decimal.TryParse(text, form, CultureInfo.InvariantCulture, out var number)
            || number < 1
            || number > Points.MaxPerRequest
            || number != decimal.Truncate(number)
        )
            return false;
        points = new Points((long)number);
        return true;
    }

    /// <summary>The redemption's own entry, and behind it those of the programs that gave what it lacked.</summary>
    private async Task<ImmutableArray<Part>> ReadAsync(LedgerEntry redemption, CancellationToken cancellationToken)
    {
        var shares = redemption.Sale?.Shares ?? [];
        var ids = shares.Select(program => EntryId.ForShare(redemption.Id, program)).ToList();
        var found = ids.Count == 0 ? [] : await store.FindAsync(redemption.Account.Member, ids, cancellationToken);
        var parts = ImmutableArray.CreateBuilder<Part>();
        foreach (var entry in found.OrderBy(entry => ids.IndexOf(entry.Id)).Prepend(redemption))
            parts.Add(new Part(entry, await reversals.FindAsync(entry, cancellationToken)));
        return parts.DrainToImmutable();
    }

    /// <summary>From the last part back. The first is always among them, also without points: it says what was taken back
    /// in all, and two at the same time want the same number there.</summary>
    private static ImmutableArray<JointCommand> CommandsFor(Command command, ImmutableArray<Part> parts)
    {
        var missing = command.Amount;
        var commands = new List<JointCommand>();
        for (var i = parts.Length - 1; i >= 0; i--)
        {
            var (entry, before) = parts[i];
            var amount = Points.Min(parts[i].Left, missing);
            missing -= amount;
            if (amount == Points.Zero && i > 0)
                continue;
            commands.Insert(
                0,
                new JointCommand(
                    i,
                    command with
                    {
                        Id = Reversals.IdAfter(entry, before.Count),
                        Amount = amount,
                        Original = entry,
                        AlreadyReversed = Reversals.Sum(before),
                        Sale =
                            i == 0
                                ? command.Sale
                                : new TillSale { TillId = command.Sale?.TillId, Redemption = parts[0].Entry.Id },
                    }
                )
            );
        }

        return [.. commands];
    }

    /// <summary>What one account gave, and what it was given back.</summary>
    private sealed record Part(LedgerEntry Entry, IReadOnlyList<LedgerEntry> Reversals)
    {
        /// <summary>What is left of it.</summary>
        public Points Left => -Entry.Points - Loyalty.Ledger.Reading.Reversals.Sum(Reversals);
    }
}
