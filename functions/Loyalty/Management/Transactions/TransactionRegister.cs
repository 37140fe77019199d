using Loyalty.Ledger;
using Loyalty.Ledger.Proof;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Rules;

namespace Loyalty.Management.Transactions;

/// <summary>Shows what is in the ledger.</summary>
public sealed class TransactionRegister(ILedgerStore store, Reversals reversals, ChainWalk chain)
{
    /// <summary>One transaction of the organisation, with its proof.</summary>
    public async Task<Outcome<TransactionDocument>> FindAsync(
        OrgId org,
        EntryId id,
        CancellationToken cancellationToken
    )
    {
        if (await store.FindAsync(org, id, cancellationToken) is not { } entry)
            return Refusal.NotFound;
        var document = await DocumentAsync(entry, cancellationToken);
        return Outcomes.Done(
            document with
            {
                Proof = await chain.ProveAsync(entry, cancellationToken),
            },
            document.ETagOf()
        );
    }

    /// <summary>Those that match, newest first; see <see cref="ILedgerStore.SearchAsync"/>.</summary>
    public async Task<Page<TransactionDocument>> SearchAsync(
        EntrySearch search,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var page = await store.SearchAsync(search, cursor, limit, cancellationToken);
        return new Page<TransactionDocument>(await DocumentsAsync(page.Items, cancellationToken), page.NextCursor);
    }

    /// <summary>Entries as list items.</summary>
    public async Task<IReadOnlyList<TransactionDocument>> DocumentsAsync(
        IReadOnlyList<LedgerEntry> entries,
        CancellationToken cancellationToken
    )
    {
        var reversed = await reversals.CountAsync(entries, cancellationToken);
        return
        [
            .. entries
                .Select(entry => TransactionDocument.Of(entry, reversed.GetValueOrDefault(entry.Id)))
                .Select(document => document with { Etag = EntityTags.Quoted(document.ETagOf()) }),
        ];
    }

    private async Task<TransactionDocument> DocumentAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        var reversed = await reversals.CountAsync([entry], cancellationToken);
        return TransactionDocument.Of(entry, reversed.GetValueOrDefault(entry.Id));
    }
}
