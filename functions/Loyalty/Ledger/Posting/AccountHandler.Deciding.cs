using System.Collections.Immutable;
using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Posting;

/// <content>Load → decide, and what is waited for in between.</content>
public sealed partial class AccountHandler
{
    /// <summary>Decides the first of the commands, as many as one commit can carry, by the account as it is stored now and
    /// by what their budget grants; before them, what releases holds that have expired. Null = the budget is to be waited
    /// for.</summary>
    private async Task<Decided?> DecideAsync(
        AccountKey key,
        PointProgram program,
        List<Command> commands,
        CancellationToken cancellationToken
    )
    {
        var found = await store.LoadAsync(key, cancellationToken);
        var asked = time.GetUtcNow();
        var overdue = found is null ? [] : Holding.Overdue(found.Value, asked);
        var part = BudgetedCommands.Take(key.OrgId, [.. overdue, .. commands], MaxCommandsPerCommit, out var budget);
        var before = await store.WithSumsAsync(
            found?.Value ?? Account.Empty(key),
            part.Where(command => command is { Original: null, Hold: null })
                .Select(command => command.Rule)
                .OfType<Rule>(),
            program,
            asked,
            cancellationToken
        );
        if (
            budget is { } spent
            && BudgetedCommands.Asks(part, Fold(before, part, program, asked, out _)) is { Count: > 0 } asks
        )
        {
            var grants = await budgets.ReserveAsync(spent.Key, spent.Limit ?? Points.Zero, asks, cancellationToken);
            if (grants.Count == 0)
                return null;
            part = BudgetedCommands.Limit(part, asks, grants);
        }

        // Nothing is waited for between an entry's time and its commit: whoever follows the journal counts on that.
        var now = time.GetUtcNow();
        var entries = Fold(before, part, program, now, out var after);
        return new Decided(part, budget?.Key, found, entries, after)
        {
            IsOutdated = program.DateAt(now) != program.DateAt(asked),
        };
    }

    /// <summary>Commits, and tells the budget; the entries as they are stored, none when it has to be decided
    /// again.</summary>
    private async Task<IReadOnlyList<LedgerEntry>> CommitAsync(Decided decided, CancellationToken cancellationToken)
    {
        if (decided.Commands.Exists(command => time.GetUtcNow() - command.ReadAt > options.Value.CommitWithin))
            throw new OutdatedDecisionException(decided.After.Key);
        if (decided.IsOutdated || time.GetUtcNow() - decided.Entries[0].At > options.Value.CommitWithin)
            return [];
        var stored = await CommitAsync(
            decided.Commands,
            decided.Entries,
            decided.Found,
            decided.After,
            cancellationToken
        );
        if (decided.Budget is { } budget && BudgetedCommands.Counted(decided.Commands, stored) is { Count: > 0 } moved)
            await budgets.SettleAsync(budget, BudgetedCommands.Settlements(moved), cancellationToken);
        return stored;
    }

    /// <summary>What the commands make of an account. Where none of them does, what has expired is taken at the end; but
    /// points only when no hold is left that could have given some back before.</summary>
    private static ImmutableArray<LedgerEntry> Fold(
        Account account,
        List<Command> commands,
        PointProgram program,
        DateTimeOffset now,
        out Account after
    )
    {
        var entries = ImmutableArray.CreateBuilder<LedgerEntry>(commands.Count + 1);
        after = account;
        foreach (var command in commands)
        {
            foreach (var decision in LedgerRules.Apply(after, command, program, now))
            {
                entries.Add(decision.Entry);
                after = decision.After;
            }
        }

        if (
            commands.TrueForAll(command => Holding.IsOverdue(command, now))
            && !Holding.Overdue(after, now).Any()
            && LedgerRules.Expire(after, program, now) is { } expiry
        )
        {
            entries.Add(expiry.Entry);
            after = expiry.After;
        }

        return entries.ToImmutable();
    }

    /// <param name="Commands">What was decided.</param>
    /// <param name="Budget">The budget that some of them count against.</param>
    /// <param name="Found">The account as it was read; null = it was not there.</param>
    /// <param name="Entries">The decisions.</param>
    /// <param name="After">The account after them.</param>
    private sealed record Decided(
        List<Command> Commands,
        BudgetKey? Budget,
        Versioned<Account>? Found,
        ImmutableArray<LedgerEntry> Entries,
        Account After
    )
    {
        /// <summary>A day ended while the budget was asked: caps and expiry may leave something else now.</summary>
        public bool IsOutdated { get; init; }
    }
}

/// <summary>What a decision goes by was read too long ago to commit it; the queue, or the caller, is to come again.</summary>
public sealed class OutdatedDecisionException(AccountKey account)
    : UnavailableException(
        $"A decision on an account of program {account.ProgramId} in {account.OrgId} took too long."
    );
