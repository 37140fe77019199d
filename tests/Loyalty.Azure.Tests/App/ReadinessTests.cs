using Loyalty.Contracts.Support;
using LoyaltyFunctions.Health;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loyalty.Azure.Tests.App;

/// <summary>A probe that anybody may call does not become load on the stores.</summary>
public class ReadinessTests
{
    private readonly ManualTimeProvider time = new();
    private readonly Store store = new();

    [Fact]
    public async Task What_was_found_is_told_for_seconds_and_then_looked_up_again()
    {
        var readiness = Open();
        Assert.Empty(await readiness.UnreachableAsync(default));
        store.Answer = Task.FromException(new IOException("The store is away."));
        time.Advance(Readiness.Kept - TimeSpan.FromTicks(1));
        Assert.Empty(await readiness.UnreachableAsync(default));
        time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(["store"], await readiness.UnreachableAsync(default));
        store.Answer = Task.CompletedTask;
        Assert.Equal(["store"], await readiness.UnreachableAsync(default));
        time.Advance(Readiness.Kept);
        Assert.Empty(await readiness.UnreachableAsync(default));
        Assert.Equal(3, store.Asked);
    }

    [Fact]
    public async Task Callers_who_come_while_it_is_looked_up_wait_for_that_and_none_of_them_ends_it()
    {
        var held = new TaskCompletionSource();
        store.Answer = held.Task;
        var readiness = Open();
        using var leaving = new CancellationTokenSource();
        var first = readiness.UnreachableAsync(leaving.Token);
        var others = Enumerable.Range(0, 100).Select(_ => readiness.UnreachableAsync(default)).ToList();
        // Shorter than the patience with a check, which may have begun by now or not.
        time.Advance(Readiness.Patience / 2);
        others.Add(readiness.UnreachableAsync(default));
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        held.SetResult();
        Assert.All(await Task.WhenAll(others), Assert.Empty);
        Assert.Equal(1, store.Asked);
    }

    [Fact]
    public async Task A_check_that_gives_up_is_one_that_found_nothing()
    {
        store.Answer = Task.FromCanceled(new CancellationToken(canceled: true));
        Assert.Equal(["store"], await Open().UnreachableAsync(default));
    }

    [Fact]
    public async Task A_check_that_does_not_come_back_is_given_up()
    {
        store.Answer = new TaskCompletionSource().Task;
        var asked = Open().UnreachableAsync(default);
        await store.IsAsked;
        time.Advance(Readiness.Patience);
        Assert.Equal(["store"], await asked);
    }

    private Readiness Open() => new([store], time, NullLogger<Readiness>.Instance);

    private sealed class Store : IReadiness
    {
        private readonly TaskCompletionSource isAsked = new();
        private int asked;

        public Task IsAsked => isAsked.Task;

        public string Name => "store";

        public Task Answer { get; set; } = Task.CompletedTask;

        public int Asked => asked;

        public Task CheckAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref asked);
            isAsked.TrySetResult();
            return Answer;
        }
    }
}
