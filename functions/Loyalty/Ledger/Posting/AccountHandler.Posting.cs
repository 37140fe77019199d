using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Posting;

/// <content>For callers who wait for the answer.</content>
public sealed partial class AccountHandler
{
    /// <summary>
    /// Posts one command for a caller who waits for the answer. Unlike a request's, its refusal is only answered: nothing
    /// is stored, and the caller may come again.
    /// </summary>
    /// <param name="key">The account.</param>
    /// <param name="program">Its program.</param>
    /// <param name="plan">Says what to post, from what is stored by now. Asked again when another was faster, or when a
    /// budget was to be waited for.</param>
    /// <param name="cancellationToken">Cancels; what is committed by then stays.</param>
    /// <exception cref="LedgerContentionException">Gave up after too many conflicting writes; nothing is stored.</exception>
    /// <exception cref="BudgetContentionException">Gave up waiting for a budget; nothing is stored.</exception>
    /// <exception cref="AccountBusyException">Gave up after <see cref="LedgerOptions.TurnPatience"/>; nothing is
    /// stored.</exception>
    public async Task<PostingOutcome> PostAsync(
        AccountKey key,
        PointProgram program,
        Func<CancellationToken, Task<PostingPlan>> plan,
        CancellationToken cancellationToken
    )
    {
        for (var wait = 1; ; wait++)
        {
            if (await TryPostAsync(key, program, plan, cancellationToken) is { } outcome)
                return outcome;
            await budgets.WaitAsync(wait, cancellationToken);
        }
    }

    /// <summary>Posts, or says why not; null = a budget is to be waited for, and the account's turn is over.</summary>
    private async Task<PostingOutcome?> TryPostAsync(
        AccountKey key,
        PointProgram program,
        Func<CancellationToken, Task<PostingPlan>> plan,
        CancellationToken cancellationToken
    )
    {
        using var turn = await TakeTurnAsync(key, cancellationToken);
        for (var attempt = 1; ; )
        {
            var planned = await plan(cancellationToken);
            if (planned.Command is not { } command)
                return planned.Answer;
            if (
                await DecideAsync(key, program, [command], cancellationToken)
                is not { Entries: [.., var entry] } decided
            )
                return null;
            if (entry.Status == EntryStatus.Failed)
                return PostingOutcome.Refused(entry.Code);
            var settled = await CommitAsync(decided, cancellationToken);
            // By its hash, because a commit whose answer was lost and that was sent again is a duplicate of itself.
            if (settled.FirstOrDefault(stored => stored.Hash == entry.Hash) is { } last)
            {
                if (last.Id == command.Id)
                    return PostingOutcome.Of(last);
                // Only holds that had expired were released, because their budget is another one.
                attempt = 1;
                continue;
            }

            if (attempt++ == options.Value.MaxAttempts)
                throw new LedgerContentionException(key, options.Value.MaxAttempts);
            await WaitAsync(key, attempt, cancellationToken);
        }
    }

    private async Task<AccountTurns.Turn> TakeTurnAsync(AccountKey key, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(options.Value.TurnPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await turns.TakeAsync(key, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AccountBusyException(key, options.Value.TurnPatience);
        }
    }
}

/// <summary>Others were at work on an account for too long; nothing is stored, and the caller is to come again.</summary>
public sealed class AccountBusyException(AccountKey account, TimeSpan patience)
    : UnavailableException($"Account of program {account.ProgramId} in {account.OrgId} was busy for {patience}.");
