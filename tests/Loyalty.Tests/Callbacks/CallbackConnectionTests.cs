using System.Net;
using System.Net.Sockets;
using Loyalty.Callbacks;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Callbacks;

/// <summary>What names resolve to decides, at the moment of connecting.</summary>
public sealed class CallbackConnectionTests
{
    private static readonly IPAddress Public = IPAddress.Parse("93.184.215.14");

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("10.0.0.5")]
    [InlineData("169.254.169.254")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("fd00::1")]
    public async Task A_name_that_leads_inside_is_blocked(string address) =>
        Assert.Equal("blocked", await FaultOf("https://partner.example/cb", IPAddress.Parse(address)));

    [Fact]
    public async Task One_private_address_among_public_ones_blocks_the_name()
    {
        Assert.Equal("blocked", await FaultOf("https://partner.example/", Public, IPAddress.Parse("10.0.0.5")));
        Assert.Equal("blocked", await FaultOf("https://partner.example/", IPAddress.Loopback, Public));
    }

    [Fact]
    public async Task In_development_a_name_may_lead_to_loopback_and_nowhere_else_inside()
    {
        await using var receiver = await CallbackReceiver.StartAsync(204);
        var url = $"http://partner.example:{receiver.Url.Port}/cb";
        Assert.Null(await FaultOf(url, [IPAddress.Loopback], development: true));
        Assert.Equal("partner.example", Assert.Single(receiver.Requests).Headers["Host"].ToString().Split(':')[0]);
        Assert.Equal(
            "blocked",
            await FaultOf(url, [IPAddress.Loopback, IPAddress.Parse("10.0.0.5")], development: true)
        );
    }

    [Fact]
    public async Task The_next_address_is_tried_when_one_does_not_answer()
    {
        await using var receiver = await CallbackReceiver.StartAsync(204);
        var url = $"http://partner.example:{receiver.Url.Port}/cb";
        Assert.Null(await FaultOf(url, [IPAddress.Parse("127.0.0.2"), IPAddress.Loopback], development: true));
    }

    [Fact]
    public async Task A_name_that_changes_its_address_is_checked_anew_and_resolved_once_a_connection()
    {
        // The receiver closes the connection each time, so every attempt has to connect.
        await using var receiver = await CallbackReceiver.StartAsync(context =>
        {
            context.Response.Headers.Connection = "close";
            return Task.CompletedTask;
        });
        IPAddress[][] answers =
        [
            [IPAddress.Loopback],
            [IPAddress.Parse("10.0.0.5")],
        ];
        var lookups = 0;
        var settings = new CallbackOptions { AllowLoopbackAndHttp = true };
        using var transport = CallbackSending.TransportOf(settings, _ => answers[lookups++]);
        var sender = new CallbackSender(transport, CallbackSample.Keys, Options.Create(settings), TimeProvider.System);
        var message = CallbackSample.Message($"http://partner.example:{receiver.Url.Port}/cb");

        // Had the connection looked the name up again after the check, the first attempt would have gone to 10.0.0.5.
        Assert.IsType<CallbackResult.Delivered>(
            await sender.SendAsync(message, Receiver.Of(message, CallbackSample.Client), default)
        );
        Assert.Equal(1, lookups);
        Assert.Equal(
            new CallbackResult.Failed(null, "blocked", null),
            await sender.SendAsync(message, Receiver.Of(message, CallbackSample.Client), default)
        );
        Assert.Equal(2, lookups);
    }

    [Fact]
    public async Task A_name_without_address_is_a_failure()
    {
        Assert.Equal("resolve", await FaultOf("https://partner.example/"));
        Assert.Equal(
            "resolve",
            await FaultOf("https://partner.example/", _ => throw new SocketException((int)SocketError.HostNotFound))
        );
    }

    [Fact]
    public async Task A_resolver_that_hangs_is_left()
    {
        using var never = new ManualResetEventSlim();
        var fault = await FaultOf(
            "https://partner.example/",
            _ =>
            {
                never.Wait();
                return [];
            },
            timeout: TimeSpan.FromMilliseconds(100)
        );
        Assert.Equal("timeout", fault);
        never.Set();
    }

    [Fact]
    public async Task The_certificate_has_to_be_that_of_the_name_and_not_of_the_address()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var hello = ReadClientHelloAsync(listener);
        var url = $"https://partner.example:{((IPEndPoint)listener.LocalEndpoint).Port}/cb";
        Assert.Equal("tls", await FaultOf(url, [IPAddress.Loopback], development: true));
        Assert.Contains("partner.example", await hello, StringComparison.Ordinal);
    }

    /// <summary>The name stands in clear in the first TLS record; the connection is closed after it.</summary>
    private static async Task<string> ReadClientHelloAsync(TcpListener listener)
    {
        using var client = await listener.AcceptTcpClientAsync();
        var buffer = new byte[4096];
        var length = await client.GetStream().ReadAtLeastAsync(buffer, 200, throwOnEndOfStream: false);
        return System.Text.Encoding.ASCII.GetString(buffer, 0, length);
    }

    private Task<string?> FaultOf(string url, params IPAddress[] addresses) => FaultOf(url, addresses, false);

    private Task<string?> FaultOf(string url, IPAddress[] addresses, bool development) =>
        FaultOf(url, _ => addresses, development);

    private async Task<string?> FaultOf(
        string url,
        Func<string, IPAddress[]> resolve,
        bool development = false,
        TimeSpan? timeout = null
    )
    {
        var options = new CallbackOptions
        {
            AllowLoopbackAndHttp = development,
            Timeout = timeout ?? TimeSpan.FromSeconds(10),
        };
        using var transport = CallbackSending.TransportOf(options, resolve);
        var sender = new CallbackSender(transport, CallbackSample.Keys, Options.Create(options), TimeProvider.System);
        var message = CallbackSample.Message(url);
        var result = await sender.SendAsync(message, Receiver.Of(message, CallbackSample.Client), default);
        return result is CallbackResult.Failed failed ? failed.Fault : null;
    }
}
