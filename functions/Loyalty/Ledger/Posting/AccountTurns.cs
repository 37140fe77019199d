using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Posting;

/// <summary>
/// Lets this process work on an account once at a time. Without it, the batches of a busy account that are handled side
/// by side would make each other's commits stale, again and again until they give up. Writers elsewhere are still found
/// by the commit itself.
/// </summary>
internal sealed class AccountTurns
{
    private readonly Dictionary<AccountKey, Line> lines = [];

    /// <summary>Accounts that are worked on.</summary>
    public int Count
    {
        get
        {
            lock (lines)
                return lines.Count;
        }
    }

    /// <summary>Waits for the account's turn; disposing of what is returned ends it.</summary>
    public async ValueTask<Turn> TakeAsync(AccountKey account, CancellationToken cancellationToken)
    {
        Line? line;
        lock (lines)
        {
            if (!lines.TryGetValue(account, out line))
                lines.Add(account, line = new Line());
            line.Length++;
        }

        try
        {
            await line.Gate.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Leave(account, line);
            throw;
        }

        return new Turn(this, account, line);
    }

    private void Leave(AccountKey account, Line line)
    {
        lock (lines)
            if (--line.Length == 0)
                lines.Remove(account);
    }

    /// <summary>Those who work on one account or wait to; forgotten when there are none.</summary>
    internal sealed class Line
    {
        // Not disposed of: without a wait handle, which nobody asks for, it holds nothing but memory.
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public int Length { get; set; }
    }

    /// <summary>The right to work on an account.</summary>
    internal readonly struct Turn(AccountTurns turns, AccountKey account, Line line) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose()
        {
            line.Gate.Release();
            turns.Leave(account, line);
        }
    }
}
