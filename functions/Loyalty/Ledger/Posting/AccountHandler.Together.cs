using System.Collections.Immutable;
using Loyalty.Catalog;
using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Posting;

/// <content>For callers who wait, on several accounts of one member at once.</content>
public sealed partial class AccountHandler
{
    /// <summary>
    /// Posts commands on accounts of one member in one commit, for a caller who waits for the answer. If one is refused,
    /// nothing is stored, and that is the outcome.
    /// </summary>
    /// <param name="member">The member.</param>
    /// <param name="programs">The programs whose accounts may be posted on, no two alike.</param>
    /// <param name="plan">Says what to post, from the accounts as they are stored by now and without what has expired; no
    /// rule is in it, so that no budget can refuse. Asked again when another was faster.</param>
    /// <param name="cancellationToken">Cancels; what is committed by then stays.</param>
    /// <returns>The entry of the first command, or why there is none.</returns>
    /// <exception cref="LedgerContentionException">Gave up after too many conflicting writes; nothing is stored.</exception>
    /// <exception cref="AccountBusyException">Gave up after <see cref="LedgerOptions.TurnPatience"/>; nothing is
    /// stored.</exception>
    public async Task<PostingOutcome> PostTogetherAsync(
        MemberKey member,
        IReadOnlyList<PointProgram> programs,
        Func<IReadOnlyList<Account>, CancellationToken, Task<JointPlan>> plan,
        CancellationToken cancellationToken
    )
    {
        var keys = programs
            .Select(program => new AccountKey(member.OrgId, member.MemberId, program.ProgramId))
            .ToList();
        var held = new List<AccountTurns.Turn>();
        try
        {
            // In one order, or two callers could each wait for what the other has.
            foreach (var key in keys.OrderBy(key => key.ProgramId.Value, StringComparer.Ordinal))
                held.Add(await TakeTurnAsync(key, cancellationToken));
            for (var attempt = 1; ; )
            {
                var found = await LoadAsync(keys, programs, cancellationToken);
                var planned = await plan(Spendable(found, keys, programs), cancellationToken);
                if (planned.Commands.Length == 0)
                    return planned.Answer;
                var (batch, refusal) = Decide(member, found, keys, programs, planned.Commands);
                if (refusal != Refusal.None)
                    return PostingOutcome.Refused(refusal);
                if (await StoredAsync(batch, planned.Commands[0].Command.Id, cancellationToken) is { } entry)
                    return PostingOutcome.Of(entry);
                if (attempt++ == options.Value.MaxAttempts)
                    throw new LedgerContentionException(keys[0], options.Value.MaxAttempts);
                await WaitAsync(keys[0], attempt, cancellationToken);
            }
        }
        finally
        {
            foreach (var turn in held)
                turn.Dispose();
        }
    }

    private async Task<Versioned<Account>?[]> LoadAsync(
        List<AccountKey> keys,
        IReadOnlyList<PointProgram> programs,
        CancellationToken cancellationToken
    )
    {
        var found = new Versioned<Account>?[keys.Count];
        for (var i = 0; i < found.Length; i++)
            found[i] = await LoadAsync(keys[i], programs[i], cancellationToken);
        return found;
    }

    /// <summary>The account, after holds that have expired are released: their rules' budgets hear of it.</summary>
    private async Task<Versioned<Account>?> LoadAsync(
        AccountKey key,
        PointProgram program,
        CancellationToken cancellationToken
    )
    {
        for (var attempt = 1; attempt <= options.Value.MaxAttempts; attempt++)
        {
            var found = await store.LoadAsync(key, cancellationToken);
            if (found is null || !Holding.Overdue(found.Value, time.GetUtcNow()).Any())
                return found;
            if (await DecideAsync(key, program, [], cancellationToken) is { Entries.Length: > 0 } decided)
                await CommitAsync(decided, cancellationToken);
        }

        throw new LedgerContentionException(key, options.Value.MaxAttempts);
    }

    private List<Account> Spendable(
        Versioned<Account>?[] found,
        List<AccountKey> keys,
        IReadOnlyList<PointProgram> programs
    )
    {
        var now = time.GetUtcNow();
        return
        [
            .. found
                .Select((stored, i) => stored?.Value ?? Account.Empty(keys[i]))
                .Select((account, i) => LedgerRules.Current(account, programs[i], now)),
        ];
    }

    private (LedgerBatch Batch, Refusal Refusal) Decide(
        MemberKey member,
        Versioned<Account>?[] found,
        List<AccountKey> keys,
        IReadOnlyList<PointProgram> programs,
        ImmutableArray<JointCommand> commands
    )
    {
        var now = time.GetUtcNow();
        var entries = ImmutableArray.CreateBuilder<LedgerEntry>();
        var writes = ImmutableArray.CreateBuilder<AccountWrite>(commands.Length);
        var batch = new LedgerBatch { Member = member, Entries = [] };
        foreach (var (i, command) in commands)
        {
            var decisions = LedgerRules.Apply(found[i]?.Value ?? Account.Empty(keys[i]), command, programs[i], now);
            if (decisions[^1].Entry is { Status: EntryStatus.Failed, Code: var code })
                return (batch, code);
            entries.AddRange(decisions.Select(decision => decision.Entry));
            writes.Add(new AccountWrite(decisions[^1].After, found[i]?.ETag));
        }

        return (batch with { Entries = entries.ToImmutable(), Accounts = writes.ToImmutable() }, Refusal.None);
    }

    /// <summary>Commits; the entry of an id as it is stored now, null when another was faster.</summary>
    private async Task<LedgerEntry?> StoredAsync(LedgerBatch batch, EntryId id, CancellationToken cancellationToken)
    {
        var entry = batch.Entries.Single(one => one.Id == id);
        if (time.GetUtcNow() - entry.At > options.Value.CommitWithin)
            return null;
        return await StoreAsync(batch, cancellationToken) switch
        {
            CommitOutcome.Committed => entry,
            // By its hash, because a commit whose answer was lost and that was sent again is a duplicate of itself.
            CommitOutcome.Duplicate => (await store.FindAsync(batch.Member, [id], cancellationToken)).FirstOrDefault(
                stored => stored.Hash == entry.Hash
            ),
            CommitOutcome.Stale => null,
            var other => throw new InvalidOperationException($"The store answered {other}."),
        };
    }
}
