using Loyalty.Contracts;
using Loyalty.Contracts.Support;
using Loyalty.Embedded.Tests.Support;
using Loyalty.Ledger;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteLedgerStoreTests : LedgerStoreContract, IAsyncLifetime
{
    private readonly DataFolder folder = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    /// <summary>A partner sees its request succeed and asks for the balance: in the moment in which the commit is durable,
    /// and the caller who made it has not gone on yet.</summary>
    [Fact]
    public async Task Who_knows_of_a_commit_is_not_shown_the_account_before_it()
    {
        var key = Sample.Key("member-1");
        await folder.Ledger.CommitAsync(Sample.Batch(Sample.Account(key), null, Sample.Entry(key, "r1")), default);
        var before = await folder.Ledger.LoadAsync(key, default);
        var next = Sample.Batch(Sample.Account(key, 2), before?.ETag, Sample.Entry(key, "r2", 2));

        var caller = new HeldContext();
        var commit = caller.Begin(() => folder.Ledger.CommitAsync(next, default));
        while ((await folder.Ledger.FindAsync(key.Member, [Sample.Id("r2")], default)).Count == 0)
            await Task.Yield();

        Assert.Equal(2, (await folder.Ledger.LoadAsync(key, default))?.Value.Version);
        caller.LetGo();
        Assert.Equal(CommitOutcome.Committed, await commit);
        Assert.Equal(2, (await folder.Ledger.LoadAsync(key, default))?.Value.Version);
    }

    protected override Task<ILedgerStore> OpenAsync() => Task.FromResult<ILedgerStore>(folder.Ledger);

    protected override async Task<ILedgerStore> ReopenAsync()
    {
        await folder.CloseAsync();
        return folder.Ledger;
    }

    /// <summary>Keeps whoever awaits in it from going on, until it lets go.</summary>
    private sealed class HeldContext : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Work, object? State)> held = new();
        private bool isOpen;

        public Task<T> Begin<T>(Func<Task<T>> work)
        {
            var before = Current;
            SetSynchronizationContext(this);
            try
            {
                return work();
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }

        public override void Post(SendOrPostCallback d, object? state)
        {
            lock (held)
                if (!isOpen)
                {
                    held.Enqueue((d, state));
                    return;
                }

            d(state);
        }

        public void LetGo()
        {
            lock (held)
                isOpen = true;
            foreach (var (work, state) in held)
                work(state);
        }
    }
}
