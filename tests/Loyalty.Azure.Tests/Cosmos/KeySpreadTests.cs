using System.Collections.Concurrent;
using Loyalty.Azure.Tests.Support;
using Loyalty.CosmosServer;
using Microsoft.Azure.Cosmos;

namespace Loyalty.Azure.Tests.Cosmos;

/// <summary>The server and the client library know of each key in which range it is.</summary>
public sealed class KeySpreadTests : IDisposable
{
    private readonly CosmosScene scene = new();

    public void Dispose() => scene.Dispose();

    /// <summary>To send work in bulk, the library works out the ranges itself.</summary>
    [Fact]
    public async Task Keys_are_spread_as_the_client_library_has_it()
    {
        string[] keys =
        [
            "",
            "a",
            "here",
            "wörter",
            "org-1|member-4711",
            "a key that is longer than two blocks of hashing",
        ];
        var asked = new RangesAsked(scene.Server);
        using var bulk = new CosmosClient(
            $"{InProcessCosmosServer.Endpoint}",
            Convert.ToBase64String(new byte[64]),
            new CosmosClientOptions
            {
                AllowBulkExecution = true,
                ConnectionMode = ConnectionMode.Gateway,
                HttpClientFactory = () => new HttpClient(asked, disposeHandler: false),
            }
        );

        // A container for each key: the library gathers what goes to one range of one container.
        await Task.WhenAll(
            keys.Select(
                async (key, n) =>
                {
                    using var item = new MemoryStream("""{"id":"one","pk":"here"}"""u8.ToArray());
                    using var answer = await bulk.GetContainer("loyalty", $"bulk{n}")
                        .CreateItemStreamAsync(item, new PartitionKey(key));
                    Assert.False(answer.IsSuccessStatusCode);
                }
            )
        );

        Assert.Equal(
            keys.Select((key, n) => ($"bulk{n}", scene.Server.Container($"bulk{n}").Ranges.RangeOf(key))),
            asked.Ranges.Order()
        );
    }

    /// <summary>Notes which range of which container is asked.</summary>
    private sealed class RangesAsked(HttpMessageHandler server) : DelegatingHandler(server)
    {
        public ConcurrentBag<(string Container, int Range)> Ranges { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        )
        {
            if (request.Headers.TryGetValues("x-ms-documentdb-partitionkeyrangeid", out var ranges))
                Ranges.Add((request.RequestUri!.Segments[4].Trim('/'), int.Parse(ranges.Single().Split(',')[^1])));
            return base.SendAsync(request, cancellationToken);
        }
    }
}
