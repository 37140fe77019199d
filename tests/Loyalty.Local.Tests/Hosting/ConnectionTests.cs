using System.Net;
using System.Net.Sockets;
using System.Text;
using Loyalty.Local.Hosting;

namespace Loyalty.Local.Tests.Hosting;

/// <summary>Only so many connections are open at once.</summary>
public sealed class ConnectionTests(FewConnectionsFixture fixture) : IClassFixture<FewConnectionsFixture>
{
    [Fact]
    public async Task Idle_connections_and_requests_without_end_keep_nobody_out()
    {
        var idle = new List<Socket>();
        try
        {
            for (var i = 0; i < 200; i++)
            {
                idle.Add(await ConnectAsync(fixture.Host.BaseUrl));
                // Every other one has begun a request that never ends.
                if (i % 2 == 0)
                    await idle[i].SendAsync(Encoding.ASCII.GetBytes("GET /health HTTP/1.1\r\nHost: x\r\nX-A: "));
            }

            using var http = new HttpClient { BaseAddress = fixture.Host.BaseUrl };
            Assert.Equal(200, (int)(await http.GetAsync("/health")).StatusCode);
            await Eventually.TrueAsync(
                "the oldest are closed for those that came after them",
                () => idle.Take(100).All(IsClosed)
            );
        }
        finally
        {
            idle.ForEach(connection => connection.Dispose());
        }
    }

    [Fact]
    public async Task Ten_thousand_idle_connections_do_the_host_no_harm()
    {
        using var folder = new TestFolder();
        var (serve, baseUrl) = await LoyaltyProcess.ServeAsync(folder.Path);
        using var ended = serve;
        using var http = new HttpClient { BaseAddress = baseUrl };
        var idle = new List<Socket>();
        try
        {
            for (var i = 1; i <= 10_000; i++)
            {
                idle.Add(await ConnectAsync(baseUrl));
                if (i % 500 == 0)
                    Assert.Equal(200, (int)(await http.GetAsync("/health/ready")).StatusCode);
            }

            // As many as the setting allows are open, with that of the one who asks.
            await Eventually.TrueAsync(
                "all others are closed",
                () => idle.Count(connection => !IsClosed(connection)) < new LocalOptions().MaxConnections
            );
            Assert.DoesNotContain(idle.TakeLast(1000), IsClosed);
            using var late = new HttpClient { BaseAddress = baseUrl };
            Assert.Equal(200, (int)(await late.GetAsync("/health/ready")).StatusCode);
        }
        finally
        {
            idle.ForEach(connection => connection.Dispose());
        }

        serve.Terminate();
        Assert.Equal(0, await serve.EndsAsync());
        Assert.Empty(serve.Errors);
    }

    private static bool IsClosed(Socket connection) =>
        connection.Poll(0, SelectMode.SelectRead) && connection.Available == 0;

    private static async Task<Socket> ConnectAsync(Uri host)
    {
        var connection = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await connection.ConnectAsync(IPAddress.Loopback, host.Port);
        return connection;
    }
}
