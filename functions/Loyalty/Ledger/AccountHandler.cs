using System.Collections.Immutable;
using Loyalty.Catalog;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.Ledger;

/// <summary>Load → decide → commit for the commands of one account, all of them in one commit where they fit.</summary>
public sealed class AccountHandler(
    ILedgerStore store,
    IOptions<LedgerOptions> options,
    TimeProvider time,
    Jitter jitter,
    ILogger<AccountHandler> logger
)
{
    /// <summary>One command can bring an expiry entry with it, and the account is an operation of its own.</summary>
    private const int MaxCommandsPerCommit = LedgerBatch.MaxOperations - 2;

    private readonly AccountTurns turns = new();

    /// <summary>
    /// Applies the commands in their order. Each has exactly one outcome for ever: one that was applied before is not
    /// applied again, its entry is found and returned.
    /// </summary>
    /// <returns>The entries by id, one for each distinct command id.</returns>
    /// <exception cref="LedgerContentionException">Other writers were faster at every attempt; the commands whose
    /// outcome is not stored can be applied again.</exception>
    public async Task<IReadOnlyDictionary<EntryId, LedgerEntry>> ApplyAsync(
        AccountKey key,
        PointProgram program,
        IReadOnlyList<Command> commands,
        CancellationToken cancellationToken
    )
    {
        using var turn = await turns.TakeAsync(key, cancellationToken);
        var outcomes = new Dictionary<EntryId, LedgerEntry>(commands.Count);
        var pending = commands.DistinctBy(command => command.Id).ToList();
        for (var attempt = 1; pending.Count > 0; )
        {
            var part = pending.Take(MaxCommandsPerCommit).ToList();
            var found = await store.LoadAsync(key, cancellationToken);
            var entries = Fold(found?.Value ?? Account.Empty(key), part, program, out var after);
            var batch = new LedgerBatch
            {
                Member = key.Member,
                Entries = entries,
                Accounts = after.Version == (found?.Value.Version ?? 0) ? [] : [new AccountWrite(after, found?.ETag)],
            };
            var settled = await store.CommitAsync(batch, cancellationToken) switch
            {
                CommitOutcome.Committed => entries,
                CommitOutcome.Duplicate => await store.FindAsync(
                    key.Member,
                    [.. part.Select(command => command.Id)],
                    cancellationToken
                ),
                CommitOutcome.Stale => [],
                var other => throw new InvalidOperationException($"The store answered {other}."),
            };
            foreach (var entry in settled)
                outcomes[entry.Id] = entry;
            if (pending.RemoveAll(command => outcomes.ContainsKey(command.Id)) > 0)
                attempt = 1;
            else if (attempt++ == options.Value.MaxAttempts)
                throw new LedgerContentionException(key, options.Value.MaxAttempts);
            else
                await WaitAsync(key, attempt, cancellationToken);
        }

        return outcomes;
    }

    /// <summary>Takes what has expired from one account; false when there was nothing, or another was faster.</summary>
    public async Task<bool> ExpireAsync(AccountKey key, PointProgram program, CancellationToken cancellationToken)
    {
        using var turn = await turns.TakeAsync(key, cancellationToken);
        var found = await store.LoadAsync(key, cancellationToken);
        if (found is null || LedgerRules.Expire(found.Value, program, time.GetUtcNow()) is not { } expiry)
            return false;
        var batch = new LedgerBatch
        {
            Member = key.Member,
            Entries = [expiry.Entry],
            Accounts = [new AccountWrite(expiry.After, found.ETag)],
        };
        return await store.CommitAsync(batch, cancellationToken) == CommitOutcome.Committed;
    }

    private ImmutableArray<LedgerEntry> Fold(
        Account account,
        List<Command> commands,
        PointProgram program,
        out Account after
    )
    {
        var entries = ImmutableArray.CreateBuilder<LedgerEntry>(commands.Count + 1);
        after = account;
        foreach (var command in commands)
        {
            foreach (var decision in LedgerRules.Apply(after, command, program, time.GetUtcNow()))
            {
                entries.Add(decision.Entry);
                after = decision.After;
            }
        }

        return entries.DrainToImmutable();
    }

    private Task WaitAsync(AccountKey key, int attempt, CancellationToken cancellationToken)
    {
        Log.CommitConflict(logger, key.OrgId.Value, key.ProgramId.Value, attempt);
        var longest = options.Value.RetryDelay * Math.Pow(2, Math.Min(attempt - 2, 6));
        return Task.Delay(longest * jitter(), time, cancellationToken);
    }
}
