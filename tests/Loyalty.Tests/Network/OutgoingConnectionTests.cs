using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Loyalty.Contracts.Support;
using Loyalty.Network;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Network;

/// <summary>Hosts with several addresses, of which some do not answer (RFC 8305).</summary>
public sealed class OutgoingConnectionTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(250);
    private readonly ManualTimeProvider time = new(Given.Noon);
    private readonly Channel<Attempt> attempts = Channel.CreateUnbounded<Attempt>();
    private IPAddress[] addresses = [];

    [Fact]
    public async Task A_dead_first_address_costs_a_head_start_and_not_the_whole_time_out()
    {
        var opening = OpenAsync("192.0.2.1", "192.0.2.2");
        var dead = await NextAsync();
        Assert.Equal("192.0.2.1", dead.Address);
        await WaitedForAsync();
        time.Advance(HeadStart - TimeSpan.FromTicks(1));
        Assert.Equal(0, attempts.Reader.Count);
        time.Advance(TimeSpan.FromTicks(1));

        var live = await NextAsync();
        Assert.Equal("192.0.2.2", live.Address);
        live.Answer.SetResult(live.Stream);

        Assert.Same(live.Stream, await opening);
        Assert.True(dead.Stop.IsCancellationRequested);
    }

    [Fact]
    public async Task An_address_that_refuses_is_followed_by_the_next_at_once()
    {
        var opening = OpenAsync("192.0.2.1", "192.0.2.2");
        (await NextAsync()).Answer.SetException(new SocketException((int)SocketError.ConnectionRefused));
        var live = await NextAsync();
        live.Answer.SetResult(live.Stream);

        Assert.Same(live.Stream, await opening);
    }

    [Fact]
    public async Task The_first_address_still_wins_when_it_is_only_slow_and_the_loser_is_closed()
    {
        var opening = OpenAsync("192.0.2.1", "192.0.2.2");
        var slow = await NextAsync();
        await WaitedForAsync();
        time.Advance(HeadStart);
        var loser = await NextAsync();
        slow.Answer.SetResult(slow.Stream);
        Assert.Same(slow.Stream, await opening);

        loser.Answer.SetResult(loser.Stream);

        Assert.False(loser.Stream.CanRead);
        Assert.True(slow.Stream.CanRead);
    }

    [Fact]
    public async Task Both_families_have_their_turns_and_no_more_than_four_addresses_are_tried()
    {
        var opening = OpenAsync("2001:4860::1", "2001:4860::2", "2001:4860::3", "192.0.2.1", "192.0.2.2");
        var tried = new List<string>();
        for (var n = 0; n < 4; n++)
        {
            var attempt = await NextAsync();
            tried.Add(attempt.Address);
            attempt.Answer.SetException(new SocketException((int)SocketError.NetworkUnreachable));
        }

        Assert.Equal(["2001:4860::1", "192.0.2.1", "2001:4860::2", "192.0.2.2"], tried);
        var fault = await Assert.ThrowsAsync<SocketException>(() => opening);
        Assert.Equal(SocketError.NetworkUnreachable, fault.SocketErrorCode);
        Assert.Equal(0, attempts.Reader.Count);
    }

    [Fact]
    public async Task Who_gives_up_ends_all_attempts()
    {
        using var stop = new CancellationTokenSource();
        var opening = OpenAsync("partner.example", ["192.0.2.1", "192.0.2.2"], stop.Token);
        var first = await NextAsync();
        await WaitedForAsync();
        time.Advance(HeadStart);
        var second = await NextAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening);
        Assert.True(first.Stop.IsCancellationRequested && second.Stop.IsCancellationRequested);
    }

    [Fact]
    public async Task An_address_in_the_url_is_not_looked_up()
    {
        var opening = OpenAsync("::1", []);
        var attempt = await NextAsync();
        Assert.Equal("::1", attempt.Address);
        attempt.Answer.SetResult(attempt.Stream);
        await opening;
    }

    private Task<Stream> OpenAsync(params string[] found) => OpenAsync("partner.example", found);

    private Task<Stream> OpenAsync(string host, string[] found, CancellationToken stop = default)
    {
        addresses = [.. found.Select(IPAddress.Parse)];
        var options = Options.Create(new NetworkOptions());
        var connection = new OutgoingConnection(
            new HostLookup(options, time, _ => addresses),
            _ => true,
            options,
            time,
            (endPoint, cancelled) =>
            {
                var attempt = new Attempt(endPoint.Address.ToString(), cancelled);
                attempts.Writer.TryWrite(attempt);
                return attempt.Answer.Task;
            }
        );
        return connection.OpenAsync(new DnsEndPoint(host, 443), Sharer.Operator, stop).AsTask();
    }

    private Task<Attempt> NextAsync() => attempts.Reader.ReadAsync().AsTask().WaitAsync(Limit);

    /// <summary>The clock may move once the head start is being counted.</summary>
    private async Task WaitedForAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        while (time.Timers == 0)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private sealed record Attempt(string Address, CancellationToken Stop)
    {
        // Synchronous, so that what follows from an answer has happened when it was given.
        public TaskCompletionSource<Stream> Answer { get; } = new();

        public MemoryStream Stream { get; } = new();
    }
}
