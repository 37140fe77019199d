using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Posting;

/// <content>For what an account says and no entry does.</content>
public sealed partial class AccountHandler
{
    /// <summary>Writes in an account what moves no points.</summary>
    /// <param name="key">The account.</param>
    /// <param name="decide">Says, by the account as it is stored now (null = it is not there) and the time, how it is to be
    /// stored (null = as it is) and what to answer. Asked again when another was faster.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="LedgerContentionException">Gave up after too many conflicting writes; nothing is stored.</exception>
    /// <exception cref="AccountBusyException">Gave up after <see cref="LedgerOptions.TurnPatience"/>; nothing is
    /// stored.</exception>
    public async Task<T> NoteAsync<T>(
        AccountKey key,
        Func<Account?, DateTimeOffset, (Account? After, T Answer)> decide,
        CancellationToken cancellationToken
    )
    {
        using var turn = await TakeTurnAsync(key, cancellationToken);
        for (var attempt = 1; ; )
        {
            var found = await store.LoadAsync(key, cancellationToken);
            var (after, answer) = decide(found?.Value, time.GetUtcNow());
            if (after is null)
                return answer;
            var batch = new LedgerBatch
            {
                Member = key.Member,
                Entries = [],
                Accounts = [new AccountWrite(after, found?.ETag)],
            };
            if (await StoreAsync(batch, cancellationToken) == CommitOutcome.Committed)
                return answer;
            if (attempt++ == options.Value.MaxAttempts)
                throw new LedgerContentionException(key, options.Value.MaxAttempts);
            await WaitAsync(key, attempt, cancellationToken);
        }
    }
}
