using System.Net;
using System.Net.Sockets;
using System.Text;
using Loyalty.Bench.Loads;
using Loyalty.Bench.Servers;

namespace Loyalty.Bench.Tests;

public sealed class PacedLoadTests
{
    private static readonly TimeProvider Time = TimeProvider.System;

    [Fact]
    public async Task Requests_are_due_evenly_and_senders_take_turns()
    {
        await using var receivers = await CallbackReceivers.StartAsync(1, 0, Time, default);
        byte[][] Requests(string sender) => [.. Enumerable.Range(0, 3).Select(n => PostOf(receivers, $"{sender}{n}"))];

        var answers = await new PacedLoad(Time).RunAsync(
            receivers.Urls[0],
            [Requests("a"), Requests("b")],
            TimeSpan.FromMilliseconds(60),
            default
        );

        var due = answers.Select(sent => sent.Select(answer => answer.Due).ToArray()).ToArray();
        var begin = due[0][0];
        Assert.Equal([0, 20, 40], due[0].Select(at => Time.GetElapsedTime(begin, at).TotalMilliseconds));
        Assert.Equal([10, 30, 50], due[1].Select(at => Time.GetElapsedTime(begin, at).TotalMilliseconds));
        Assert.All(
            answers.SelectMany(sent => sent),
            answer =>
            {
                Assert.Equal((HttpStatusCode.OK, false), (answer.Status, answer.IsToldWhen));
                Assert.True(answer.At >= answer.Due);
            }
        );
    }

    [Fact]
    public async Task A_receiver_notes_when_a_callback_came()
    {
        await using var receivers = await CallbackReceivers.StartAsync(2, 0, Time, default);
        var before = Time.GetTimestamp();

        await new PacedLoad(Time).RunAsync(
            receivers.Urls[0],
            [
                [PostOf(receivers, "one")],
            ],
            TimeSpan.Zero,
            default
        );

        Assert.InRange(receivers.ArrivalOf(new Uri(receivers.Urls[0], "one"))!.Value, before, Time.GetTimestamp());
        Assert.Null(receivers.ArrivalOf(new Uri(receivers.Urls[0], "two")));
        Assert.Null(receivers.ArrivalOf(new Uri(receivers.Urls[1], "one")));
    }

    [Fact]
    public async Task Of_the_dead_the_first_takes_connections_and_the_second_refuses_them()
    {
        await using var receivers = await CallbackReceivers.StartAsync(3, 2, Time, default);
        Assert.Equal(3, receivers.Urls.Count);

        using var taken = new TcpClient();
        await taken.ConnectAsync(IPAddress.Loopback, receivers.Urls[0].Port);
        using var refused = new TcpClient();
        var fault = await Assert.ThrowsAsync<SocketException>(() =>
            refused.ConnectAsync(IPAddress.Loopback, receivers.Urls[1].Port)
        );
        Assert.Equal(SocketError.ConnectionRefused, fault.SocketErrorCode);
    }

    private static byte[] PostOf(CallbackReceivers receivers, string path) =>
        Encoding.ASCII.GetBytes(
            $"POST /{path} HTTP/1.1\r\nHost: {receivers.Urls[0].Authority}\r\nContent-Length: 0\r\n\r\n"
        );
}
