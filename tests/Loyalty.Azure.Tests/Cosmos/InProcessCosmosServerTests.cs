using System.Net;
using System.Text;
using System.Text.Json;
using Loyalty.Azure.Tests.Support;
using Loyalty.Contracts.Support;
using Loyalty.CosmosServer;
using Microsoft.Azure.Cosmos;

namespace Loyalty.Azure.Tests.Cosmos;

/// <summary>The server is only worth as much as it is strict; asked here through the real client library.</summary>
public sealed class InProcessCosmosServerTests : IDisposable
{
    private const string Name = "things";
    private static readonly PartitionKey Here = new("here");
    private readonly ManualTimeProvider clock = new();
    private readonly CosmosScene scene;

    public InProcessCosmosServerTests()
    {
        scene = new CosmosScene(clock);
    }

    private Container Things => scene.Client.GetContainer("loyalty", Name);

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task A_batch_that_fails_at_its_end_stores_nothing_of_its_beginning()
    {
        await CreateAsync("taken");

        using var answer = await NewBatch()
            .CreateItemStream(Item("first"))
            .CreateItemStream(Item("taken"))
            .CreateItemStream(Item("last"))
            .ExecuteAsync();

        Assert.False(answer.IsSuccessStatusCode);
        Assert.Equal(
            [HttpStatusCode.FailedDependency, HttpStatusCode.Conflict, HttpStatusCode.FailedDependency],
            answer.Select(result => result.StatusCode)
        );
        Assert.Equal(["taken"], scene.Server.Container(Name).All().Select(document => document.Id));
    }

    [Fact]
    public async Task A_stale_tag_inside_a_batch_fails_the_batch()
    {
        var old = await CreateAsync("account");
        await ReplaceAsync("account", old);

        using var answer = await NewBatch()
            .CreateItemStream(Item("entry"))
            .ReplaceItemStream(
                "account",
                Item("account"),
                new TransactionalBatchItemRequestOptions { IfMatchEtag = old }
            )
            .ExecuteAsync();

        Assert.Equal(HttpStatusCode.PreconditionFailed, answer[1].StatusCode);
        Assert.Equal(["account"], scene.Server.Container(Name).All().Select(document => document.Id));
    }

    [Fact]
    public async Task A_batch_sees_its_own_earlier_operations()
    {
        using var answer = await NewBatch().CreateItemStream(Item("one")).CreateItemStream(Item("one")).ExecuteAsync();

        Assert.Equal(HttpStatusCode.Conflict, answer[1].StatusCode);
        Assert.Empty(scene.Server.Container(Name).All());
    }

    [Fact]
    public async Task A_batch_tells_the_tag_of_each_document()
    {
        using var answer = await NewBatch().CreateItemStream(Item("one")).CreateItemStream(Item("two")).ExecuteAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var read = await Things.ReadItemStreamAsync("two", Here);
        Assert.Equal(read.Headers.ETag, answer[1].ETag);
        Assert.NotEqual(answer[0].ETag, answer[1].ETag);
    }

    [Fact]
    public async Task More_than_a_hundred_operations_are_refused()
    {
        var batch = NewBatch();
        for (var n = 0; n <= StoredContainer.MaxBatchOperations; n++)
            batch.CreateItemStream(Item($"{n}"));

        using var answer = await batch.ExecuteAsync();

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Empty(scene.Server.Container(Name).All());
    }

    [Fact]
    public async Task A_document_of_another_partition_than_the_requests_is_refused()
    {
        using var answer = await Things.CreateItemStreamAsync(Item("one"), new PartitionKey("there"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a?b")]
    [InlineData("a#b")]
    [InlineData("")]
    public async Task An_id_that_the_service_does_not_take_is_refused(string id)
    {
        using var answer = await Things.CreateItemStreamAsync(Item(id), Here);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_stale_tag_replaces_and_deletes_nothing()
    {
        var old = await CreateAsync("one");
        await ReplaceAsync("one", old);
        var options = new ItemRequestOptions { IfMatchEtag = old };

        using var replaced = await Things.ReplaceItemStreamAsync(Item("one"), "one", Here, options);
        using var deleted = await Things.DeleteItemStreamAsync("one", Here, options);

        Assert.Equal(HttpStatusCode.PreconditionFailed, replaced.StatusCode);
        Assert.Equal(HttpStatusCode.PreconditionFailed, deleted.StatusCode);
    }

    [Fact]
    public async Task A_document_is_gone_when_its_time_to_live_is_over()
    {
        scene.Server.TimesToLive[Name] = -1;
        await CreateAsync("stays");
        using (var created = await Things.CreateItemStreamAsync(Item("goes", ttlSeconds: 60), Here))
            Assert.Equal(HttpStatusCode.Created, created.StatusCode);

        clock.Advance(TimeSpan.FromSeconds(59));
        using var before = await Things.ReadItemStreamAsync("goes", Here);
        clock.Advance(TimeSpan.FromSeconds(1));
        using var after = await Things.ReadItemStreamAsync("goes", Here);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, after.StatusCode);
        Assert.Equal(["stays"], scene.Server.Container(Name).All().Select(document => document.Id));
    }

    [Theory]
    [InlineData("SELECT COUNT(1) FROM c")]
    [InlineData("SELECT * FROM c WHERE c.a = 1")]
    [InlineData("SELECT * FROM c WHERE CONTAINS(c.a, \"x\")")]
    [InlineData("SELECT * FROM c WHERE c.a = \"x\" OR c.b = \"y\"")]
    [InlineData("SELECT c.a.b FROM c")]
    [InlineData("SELECT * FROM c ORDER BY c.a, c.b")]
    [InlineData("SELECT * FROM c WHERE c.a = @missing")]
    [InlineData("SELECT TOP 1 * FROM c")]
    public async Task Sql_that_it_does_not_know_is_refused(string sql)
    {
        await CreateAsync("one");
        using var pages = Things.GetItemQueryStreamIterator(
            sql,
            null,
            new QueryRequestOptions { PartitionKey = Here, EnableOptimisticDirectExecution = true }
        );

        using var answer = await pages.ReadNextAsync();

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_query_goes_on_where_its_page_ended()
    {
        foreach (var n in Enumerable.Range(0, 7))
            await CreateAsync($"{n}");
        var options = new QueryRequestOptions
        {
            PartitionKey = Here,
            MaxItemCount = 3,
            EnableOptimisticDirectExecution = true,
        };
        using var pages = Things.GetItemQueryStreamIterator("SELECT c.id FROM c ORDER BY c.id DESC", null, options);
        var ids = new List<string?>();
        while (pages.HasMoreResults)
        {
            using var page = await pages.ReadNextAsync();
            var json = await JsonSerializer.DeserializeAsync<JsonElement>(page.Content);
            ids.AddRange(json.GetProperty("Documents").EnumerateArray().Select(d => d.GetProperty("id").GetString()));
        }

        Assert.Equal(["6", "5", "4", "3", "2", "1", "0"], ids);
        Assert.Equal(3, scene.Server.Log.Count(ServerOperation.Query));
    }

    private TransactionalBatch NewBatch() => Things.CreateTransactionalBatch(Here);

    private async Task<string> CreateAsync(string id)
    {
        using var answer = await Things.CreateItemStreamAsync(Item(id), Here);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        return answer.Headers.ETag;
    }

    private async Task ReplaceAsync(string id, string etag)
    {
        var options = new ItemRequestOptions { IfMatchEtag = etag };
        using var answer = await Things.ReplaceItemStreamAsync(Item(id), id, Here, options);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static MemoryStream Item(string id, int? ttlSeconds = null) =>
        new(
            Encoding.UTF8.GetBytes(
                ttlSeconds is null
                    ? $$"""{"id":"{{id}}","pk":"here"}"""
                    : $$"""{"id":"{{id}}","pk":"here","ttl":{{ttlSeconds}}}"""
            )
        );
}
