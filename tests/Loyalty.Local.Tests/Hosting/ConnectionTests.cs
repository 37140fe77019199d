using System.Net.Sockets;
using System.Text;

namespace Loyalty.Local.Tests.Hosting;

/// <summary>Only so many connections are open at once.</summary>
public sealed class ConnectionTests(FewConnectionsFixture fixture) : IClassFixture<FewConnectionsFixture>
{
    [Fact]
    public async Task Idle_connections_and_requests_without_end_keep_nobody_out()
    {
        var idle = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 200; i++)
            {
                var connection = new TcpClient();
                await connection.ConnectAsync("127.0.0.1", fixture.Host.BaseUrl.Port);
                idle.Add(connection);
                // Every other one has begun a request that never ends.
                if (i % 2 == 0)
                    await connection
                        .GetStream()
                        .WriteAsync(Encoding.ASCII.GetBytes("GET /health HTTP/1.1\r\nHost: x\r\nX-A: "));
            }

            using var http = new HttpClient { BaseAddress = fixture.Host.BaseUrl };
            Assert.Equal(200, (int)(await http.GetAsync("/health")).StatusCode);
            // The oldest were closed for those that came after them.
            Assert.All(idle.Take(100), connection => Assert.True(IsClosed(connection)));
        }
        finally
        {
            idle.ForEach(connection => connection.Dispose());
        }
    }

    private static bool IsClosed(TcpClient connection)
    {
        try
        {
            return connection.GetStream().Read(new byte[1]) == 0;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
