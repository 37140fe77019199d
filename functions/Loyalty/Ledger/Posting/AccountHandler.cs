using System.Collections.Immutable;
using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.Ledger.Rules;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.Ledger.Posting;

/// <summary>
/// Load → decide → commit for the commands of one account, all of them in one commit where they fit. Where a rule has a
/// budget: decide as if it had none → set that much of the budget aside → decide again with what was granted → commit →
/// tell the budget what was moved.
/// </summary>
public sealed partial class AccountHandler(
    ILedgerStore store,
    BudgetDesk budgets,
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
        var outcomes = new Dictionary<EntryId, LedgerEntry>(commands.Count);
        await ApplyAsync(key, program, commands, outcomes, cancellationToken);
        return outcomes;
    }

    /// <inheritdoc cref="ApplyAsync(AccountKey, PointProgram, IReadOnlyList{Command}, CancellationToken)"/>
    /// <param name="key">The account.</param>
    /// <param name="program">Its program.</param>
    /// <param name="commands">The commands.</param>
    /// <param name="outcomes">Gets the entries by id, as soon as each is stored: also those before a fault.</param>
    /// <param name="cancellationToken">Cancels.</param>
    internal async Task ApplyAsync(
        AccountKey key,
        PointProgram program,
        IReadOnlyList<Command> commands,
        Dictionary<EntryId, LedgerEntry> outcomes,
        CancellationToken cancellationToken
    )
    {
        var pending = commands.DistinctBy(command => command.Id).ToList();
        for (var wait = 1; !await TryApplyAsync(key, program, pending, outcomes, cancellationToken); wait++)
            await budgets.WaitAsync(wait, cancellationToken);
    }

    /// <summary>
    /// Applies commands until none is pending, or a budget is to be waited for: then false, and the account's turn is
    /// over, because what is waited for may be set aside for the same account.
    /// </summary>
    private async Task<bool> TryApplyAsync(
        AccountKey key,
        PointProgram program,
        List<Command> pending,
        Dictionary<EntryId, LedgerEntry> outcomes,
        CancellationToken cancellationToken
    )
    {
        using var turn = await turns.TakeAsync(key, cancellationToken);
        for (var attempt = 1; pending.Count > 0; )
        {
            if (await DecideAsync(key, program, pending, cancellationToken) is not { } decided)
                return false;
            foreach (var entry in await CommitAsync(decided, cancellationToken))
                outcomes[entry.Id] = entry;
            if (pending.RemoveAll(command => outcomes.ContainsKey(command.Id)) > 0)
                attempt = 1;
            else if (attempt++ == options.Value.MaxAttempts)
                throw new LedgerContentionException(key, options.Value.MaxAttempts);
            else
                await WaitAsync(key, attempt, cancellationToken);
        }

        return true;
    }

    /// <summary>
    /// Records a refusal as the outcome of a command that is never to be applied, unless it has an outcome already. From
    /// then on nobody can apply it, and points that a budget has set aside for it are free.
    /// </summary>
    /// <param name="key">The account.</param>
    /// <param name="command">The command; its rule need not exist.</param>
    /// <param name="code">Why.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The outcome that the command now has.</returns>
    public async Task<LedgerEntry> RefuseAsync(
        AccountKey key,
        Command command,
        Refusal code,
        CancellationToken cancellationToken
    )
    {
        using var turn = await turns.TakeAsync(key, cancellationToken);
        var found = await store.LoadAsync(key, cancellationToken);
        var refused = LedgerRules.Refuse(found?.Value ?? Account.Empty(key), command, code, time.GetUtcNow());
        var stored = await CommitAsync([command], [refused.Entry], found, refused.After, cancellationToken);
        if (command.RuleId is { } rule)
            await budgets.SettleAsync(
                new BudgetKey(key.OrgId, rule),
                BudgetedCommands.Settlements(stored),
                cancellationToken
            );
        return stored[0];
    }

    /// <summary>Takes what has expired from one account, points and holds; false when there was nothing, or another was
    /// faster.</summary>
    public async Task<bool> ExpireAsync(AccountKey key, PointProgram program, CancellationToken cancellationToken)
    {
        using var turn = await turns.TakeAsync(key, cancellationToken);
        var decided = await DecideAsync(key, program, [], cancellationToken);
        return decided is { Entries.Length: > 0 } && await CommitAsync(decided, cancellationToken) is { Count: > 0 };
    }

    /// <summary>The entries of the commands as they are stored; none when another was faster.</summary>
    private async Task<IReadOnlyList<LedgerEntry>> CommitAsync(
        List<Command> commands,
        ImmutableArray<LedgerEntry> entries,
        Versioned<Account>? found,
        Account after,
        CancellationToken cancellationToken
    )
    {
        var batch = new LedgerBatch
        {
            Member = after.Key.Member,
            Entries = entries,
            Accounts = after.Version == (found?.Value.Version ?? 0) ? [] : [new AccountWrite(after, found?.ETag)],
        };
        return await StoreAsync(batch, cancellationToken) switch
        {
            CommitOutcome.Committed => entries,
            CommitOutcome.Duplicate => await store.FindAsync(
                batch.Member,
                [.. commands.Select(command => command.Id)],
                cancellationToken
            ),
            CommitOutcome.Stale => [],
            var other => throw new InvalidOperationException($"The store answered {other}."),
        };
    }

    /// <summary>Commits, and counts what became an outcome now: never what had become one before, however often its
    /// message is delivered.</summary>
    private async Task<CommitOutcome> StoreAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        var outcome = await store.CommitAsync(batch, cancellationToken);
        if (outcome == CommitOutcome.Committed)
            foreach (var entry in batch.Entries)
                Telemetry.CountOutcome(entry.Kind, entry.Code);
        return outcome;
    }

    private Task WaitAsync(AccountKey key, int attempt, CancellationToken cancellationToken)
    {
        Log.CommitConflict(logger, key.OrgId.Value, key.ProgramId.Value, attempt);
        var longest = options.Value.RetryDelay * Math.Pow(2, Math.Min(attempt - 2, 6));
        return Task.Delay(longest * jitter(), time, cancellationToken);
    }
}
