using System.Globalization;
using Loyalty.Ledger.Rules;
using Microsoft.Extensions.Options;

namespace Loyalty.Ledger.Proof;

/// <summary>
/// Proves an entry by its account's chain of hashes: from the head, which the account holds, back over every posted entry
/// to this one and the one before it. Each must have the hash of its content, and the hash that its successor names.
/// </summary>
public sealed class ChainWalk(ILedgerStore store, IOptions<LedgerOptions> options)
{
    private const int PageSize = 200;

    /// <summary>Walks at most <see cref="LedgerOptions.ProofLength"/> entries; what lies further back is not verified,
    /// and the detail says so.</summary>
    public async Task<ChainProof> ProveAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        // The entries are read after the account, so that they may have more than it does, and never less.
        var account = (await store.LoadAsync(entry.Account, cancellationToken))?.Value ?? Account.Empty(entry.Account);
        var detail = await WalkAsync(account, entry, cancellationToken);
        return new ChainProof
        {
            Verified = detail.Fault is null,
            Position = entry.Version,
            Length = account.Version,
            Head = account.Head,
            Detail = detail.Fault ?? detail.Seen,
        };
    }

    private async Task<(string? Fault, string Seen)> WalkAsync(
        Account account,
        LedgerEntry entry,
        CancellationToken cancellationToken
    )
    {
        if (EntryHash.Of(entry) != entry.Hash)
            return ("The entry's hash is not that of its content.", "");
        var (version, hash) = (account.Version, account.Head);
        var looked = 0;
        var met = false;
        string? cursor = null;
        do
        {
            var page = await store.PageAsync(entry.Account, cursor, PageSize, cancellationToken);
            foreach (var next in page.Items)
            {
                if (looked++ >= options.Value.ProofLength)
                    return (
                        $"Only the latest {options.Value.ProofLength} entries were walked; it is further back.",
                        ""
                    );
                met |= next.Id == entry.Id;
                if (next.Status != EntryStatus.Success || next.Version > account.Version)
                    continue;
                if (FaultOf(next, version, hash) is { } fault)
                    return (fault, "");
                if (version == entry.Version && next.Id != entry.Id && entry.PreviousHash != next.Hash)
                    return ("The refused entry does not name the hash of the entry before it.", "");
                // Also the one before it, whose hash it names.
                if (met && version < entry.Version)
                    return (null, Seen(account, version));
                (version, hash) = (version - 1, next.PreviousHash);
            }

            cursor = page.NextCursor;
        } while (cursor is not null);

        if (version > 0 || hash.Length > 0)
            return (string.Create(CultureInfo.InvariantCulture, $"Entry {version} of the chain is missing."), "");
        return met ? (null, Seen(account, Math.Min(1, account.Version))) : (Missing, "");
    }

    private const string Missing = "It is not among the entries of its account.";

    private static string? FaultOf(LedgerEntry next, long version, string hash)
    {
        if (next.Version != version)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Where entry {version} of the chain belongs is entry {next.Version}."
            );
        if (next.Hash != hash)
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Entry {version} of the chain has not the hash that what follows it names."
            );
        return EntryHash.Of(next) == next.Hash
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"The hash of entry {version} of the chain is not that of its content."
            );
    }

    private static string Seen(Account account, long version) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Entries {version} to {account.Version} of the chain were re-hashed and end at the account's head."
        );
}
