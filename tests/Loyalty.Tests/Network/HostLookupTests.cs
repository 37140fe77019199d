using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Loyalty.Contracts.Support;
using Loyalty.Network;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Network;

/// <summary>A resolver that swallows queries, as a partner's name server can, costs that partner alone.</summary>
public sealed class HostLookupTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly Sharer Shop = new("org", "shop");
    private static readonly Sharer Other = new("other", "other");
    private readonly ManualTimeProvider time = new(Given.Noon);
    private readonly NetworkOptions options = new();
    private readonly ManualResetEventSlim answered = new();
    private readonly ConcurrentQueue<string> asked = new();
    private readonly HostLookup lookup;

    public HostLookupTests() => lookup = new HostLookup(Options.Create(options), time, Resolve);

    public void Dispose() => answered.Set();

    [Fact]
    public async Task Slow_names_of_one_client_hold_few_threads_and_none_of_the_pool_and_others_are_served()
    {
        var slow = Enumerable.Range(0, 400).Select(n => FindAsync($"slow{n}.example", Shop)).ToList();
        await Eventually(() => asked.Count == 11);

        Assert.Equal([IPAddress.Loopback], await FindAsync("quick.example", Other));

        // Their callers do not wait for the resolver.
        time.Advance(options.LookupTimeout);
        foreach (var late in slow)
            Assert.Equal(SocketError.TryAgain, (await FailedAsync(late)).SocketErrorCode);
        Assert.Equal(12, asked.Count);
        Assert.Equal([IPAddress.Loopback], await FindAsync("quick.example", Other));
    }

    [Fact]
    public async Task All_clients_of_an_organisation_together_hold_half_of_the_threads()
    {
        var slow = Enumerable
            .Range(0, 100)
            .Select(n => FindAsync($"slow{n}.example", new Sharer("org", $"shop{n}")))
            .ToList();
        await Eventually(() => asked.Count == 16);

        Assert.Equal([IPAddress.Loopback], await FindAsync("quick.example", Other));
        time.Advance(options.LookupTimeout);
        foreach (var late in slow)
            await FailedAsync(late);
    }

    [Fact]
    public async Task A_thread_comes_back_when_the_resolver_has_given_up()
    {
        var slow = Enumerable.Range(0, 20).Select(n => FindAsync($"slow{n}.example", Shop)).ToList();
        await Eventually(() => asked.Count == 11);
        answered.Set();

        foreach (var found in slow)
            Assert.Equal(SocketError.TimedOut, (await FailedAsync(found)).SocketErrorCode);
        Assert.Equal(20, asked.Count);
    }

    [Fact]
    public async Task A_name_is_looked_up_once_for_all_who_wait_for_it()
    {
        var both = new[] { FindAsync("slow.example", Shop), FindAsync("slow.example", Shop) };
        await Eventually(() => !asked.IsEmpty);
        var third = FindAsync("slow.example", Shop);
        answered.Set();

        foreach (var found in both.Append(third))
            await FailedAsync(found);
        Assert.Single(asked);
    }

    [Fact]
    public async Task A_failure_is_remembered_for_a_moment_and_for_this_client_alone()
    {
        await FailedAsync(FindAsync("missing.example", Shop));
        Assert.Equal(SocketError.HostNotFound, (await FailedAsync(FindAsync("missing.example", Shop))).SocketErrorCode);
        Assert.Single(asked);
        await FailedAsync(FindAsync("missing.example", Other));
        Assert.Equal(2, asked.Count);

        time.Advance(options.LookupFailuresFor);
        await FailedAsync(FindAsync("missing.example", Shop));
        Assert.Equal(3, asked.Count);
    }

    [Fact]
    public async Task An_answer_is_not_remembered()
    {
        await FindAsync("quick.example", Shop);
        await FindAsync("quick.example", Shop);
        Assert.Equal(2, asked.Count);
    }

    [Fact]
    public async Task Failures_of_very_many_names_are_forgotten()
    {
        for (var n = 0; n < 1001; n++)
            await FailedAsync(FindAsync($"missing{n}.example", Shop));
        await FailedAsync(FindAsync("missing0.example", Shop));
        Assert.Equal(1002, asked.Count);
    }

    private IPAddress[] Resolve(string host)
    {
        asked.Enqueue(host);
        Assert.False(Thread.CurrentThread.IsThreadPoolThread);
        if (host.StartsWith("missing", StringComparison.Ordinal))
            throw new SocketException((int)SocketError.HostNotFound);
        if (host.StartsWith("quick", StringComparison.Ordinal))
            return [IPAddress.Loopback];
        answered.Wait();
        throw new SocketException((int)SocketError.TimedOut);
    }

    private Task<IPAddress[]> FindAsync(string host, Sharer sharer) =>
        lookup.FindAsync(host, sharer, default).WaitAsync(Limit);

    private static Task<SocketException> FailedAsync(Task<IPAddress[]> found) =>
        Assert.ThrowsAsync<SocketException>(() => found);

    /// <summary>Threads of their own tell nobody that they have begun.</summary>
    private static async Task Eventually(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!condition())
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
