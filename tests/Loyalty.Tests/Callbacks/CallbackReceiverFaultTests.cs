using System.Net;
using System.Net.Sockets;
using Loyalty.Callbacks;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Callbacks;

public sealed class CallbackReceiverFaultTests : CallbackSending
{
    [Fact]
    public async Task A_receiver_that_never_answers_is_left()
    {
        Settings.Timeout = TimeSpan.FromMilliseconds(200);
        await using var receiver = await CallbackReceiver.StartAsync(context =>
            Task.Delay(Timeout.Infinite, context.RequestAborted)
        );
        Assert.Equal(new CallbackResult.Failed(null, "timeout", null), await SendTo(receiver));
    }

    [Fact]
    public async Task A_server_that_accepts_and_says_nothing_is_left()
    {
        Settings.Timeout = TimeSpan.FromMilliseconds(200);
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var result = await SendTo($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/");
        Assert.Equal(new CallbackResult.Failed(null, "timeout", null), result);
    }

    [Fact]
    public async Task The_caller_can_stop_an_attempt()
    {
        using var stop = new CancellationTokenSource();
        await using var receiver = await CallbackReceiver.StartAsync(async context =>
        {
            await stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        var message = CallbackSample.Message(receiver.Url.OriginalString);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Sender().SendAsync(message, Receiver.Of(message, CallbackSample.Client), stop.Token)
        );
    }

    [Fact]
    public async Task A_body_that_never_ends_does_not_hold_the_attempt()
    {
        var left = new TaskCompletionSource();
        await using var receiver = await CallbackReceiver.StartAsync(async context =>
        {
            context.RequestAborted.Register(() => left.TrySetResult());
            var chunk = new byte[4096];
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
        });
        Assert.Equal(new CallbackResult.Delivered(200), await SendTo(receiver));
        await left.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_body_that_drips_does_not_hold_the_attempt()
    {
        await using var receiver = await CallbackReceiver.StartAsync(async context =>
        {
            await context.Response.Body.WriteAsync("a"u8.ToArray());
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        });
        Assert.Equal(new CallbackResult.Delivered(200), await SendTo(receiver));
    }

    [Fact]
    public async Task Headers_without_end_are_not_read()
    {
        await using var receiver = await CallbackReceiver.StartAsync(context =>
        {
            context.Response.Headers["X-Long"] = new string('a', 20_000);
            return Task.CompletedTask;
        });
        Assert.Equal(new CallbackResult.Failed(null, "response", null), await SendTo(receiver));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_a_failure()
    {
        await using var receiver = await CallbackReceiver.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        Assert.Equal(new CallbackResult.Failed(null, "response", null), await SendTo(receiver));
    }

    [Fact]
    public async Task A_refused_connection_is_a_failure()
    {
        string url;
        await using (var receiver = await CallbackReceiver.StartAsync(204))
            url = receiver.Url.OriginalString;
        Assert.Equal(new CallbackResult.Failed(null, "connect", null), await SendTo(url));
    }

    [Fact]
    public async Task A_server_without_tls_fails_the_handshake()
    {
        await using var receiver = await CallbackReceiver.StartAsync(204);
        var result = await SendTo($"https://127.0.0.1:{receiver.Url.Port}/cb");
        Assert.Equal(new CallbackResult.Failed(null, "tls", null), result);
    }
}
