using Loyalty.Azure.Cosmos;
using Loyalty.Azure.Tests.Support;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.CosmosServer;
using Loyalty.Messaging;

namespace Loyalty.Azure.Tests.Cosmos;

/// <summary>Writes whose answer is lost and that the client library, by itself, sends again: they meet themselves.</summary>
public sealed class LostAnswerTests : IDisposable
{
    private readonly CosmosScene scene = new();

    private static CancellationToken None => CancellationToken.None;

    private static Member Ann =>
        new()
        {
            OrgId = Sample.Org(),
            MemberId = TextId.From<MemberId>("ann"),
            CardNumber = "1",
        };

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task A_create_that_meets_itself_has_created()
    {
        var catalog = new CosmosCatalog(scene.Containers);
        LoseAnswerTo(ServerOperation.Create);

        var etag = await catalog.CreateAsync(Ann, null, None);

        Assert.Equal(2, scene.Server.Log.Count(ServerOperation.Create));
        Assert.Equal((await catalog.FindAsync<Member>(Ann.Key, None))?.ETag, etag);
    }

    [Fact]
    public async Task A_change_with_its_record_that_meets_itself_is_made_and_recorded_once()
    {
        var catalog = new CosmosCatalog(scene.Containers);
        LoseAnswerTo(ServerOperation.Batch);
        var first = await catalog.CreateAsync(Ann, RecordOf("create"), None);
        LoseAnswerTo(ServerOperation.Batch);

        var second = await catalog.ReplaceAsync(Ann with { CardNumber = "2" }, first!, RecordOf("update"), None);

        Assert.Equal(4, scene.Server.Log.Count(ServerOperation.Batch));
        Assert.Equal((await catalog.FindAsync<Member>(Ann.Key, None))?.ETag, second);
        Assert.Equal(2, (await catalog.AuditAsync(Sample.Org(), null, 10, None)).Items.Count);
        Assert.Null(await catalog.CreateAsync(Ann, RecordOf("again"), None));
    }

    [Fact]
    public async Task A_create_that_meets_an_equal_one_of_another_has_not_created()
    {
        var catalog = new CosmosCatalog(scene.Containers);
        Assert.NotNull(await catalog.CreateAsync(Ann, null, None));

        Assert.Null(await catalog.CreateAsync(Ann, null, None));
    }

    [Fact]
    public async Task A_replace_that_meets_itself_has_replaced()
    {
        var catalog = new CosmosCatalog(scene.Containers);
        var first = await catalog.CreateAsync(Ann, null, None);
        LoseAnswerTo(ServerOperation.Replace);

        var second = await catalog.ReplaceAsync(Ann with { CardNumber = "2" }, first!, null, None);

        Assert.Equal(2, scene.Server.Log.Count(ServerOperation.Replace));
        var stored = await catalog.FindAsync<Member>(Ann.Key, None);
        Assert.Equal(("2", stored?.ETag), (stored?.Value.CardNumber, second));
        Assert.Null(await catalog.ReplaceAsync(Ann with { CardNumber = "2" }, first!, null, None));
    }

    [Fact]
    public async Task A_removal_with_its_record_that_meets_itself_is_made_and_recorded_once()
    {
        var catalog = new CosmosCatalog(scene.Containers);
        var etag = await catalog.CreateAsync(Ann, null, None);
        LoseAnswerTo(ServerOperation.Batch);

        Assert.True(await catalog.DeleteAsync<Member>(Ann.Key, etag!, RecordOf("delete"), None));

        Assert.Equal(2, scene.Server.Log.Count(ServerOperation.Batch));
        Assert.Single((await catalog.AuditAsync(Sample.Org(), null, 10, None)).Items);
        Assert.False(await catalog.DeleteAsync<Member>(Ann.Key, etag!, RecordOf("again"), None));
        Assert.Single((await catalog.AuditAsync(Sample.Org(), null, 10, None)).Items);
    }

    [Fact]
    public async Task A_removal_that_meets_what_another_removed_or_changed_is_not_made()
    {
        var catalog = new CosmosCatalog(scene.Containers);
        var first = await catalog.CreateAsync(Ann, null, None);
        var second = await catalog.ReplaceAsync(Ann with { CardNumber = "2" }, first!, null, None);
        LoseAnswerTo(ServerOperation.Batch);

        Assert.False(await catalog.DeleteAsync<Member>(Ann.Key, first!, RecordOf("delete"), None));

        Assert.Equal(second, (await catalog.FindAsync<Member>(Ann.Key, None))?.ETag);
    }

    [Fact]
    public async Task A_delivery_is_saved_also_when_its_save_meets_itself()
    {
        var deliveries = new CosmosDeliveryLog(scene.Containers);
        var delivery = new Delivery
        {
            DeliveryId = "d1",
            OrgId = Sample.Org(),
            ClientId = TextId.From<ClientId>("client-1"),
            TransactionId = Sample.Id("d1"),
            Url = "https://partner.example/callback",
            Payload = "{}",
            Status = DeliveryStatus.Pending,
            Attempts = [],
        };
        LoseAnswerTo(ServerOperation.Create);
        Assert.True(await deliveries.SaveAsync(delivery, null, None));

        var stored = (await deliveries.FindAsync("d1", None))!;
        LoseAnswerTo(ServerOperation.Replace);
        Assert.True(await deliveries.SaveAsync(delivery, stored.ETag, None));
        Assert.False(await deliveries.SaveAsync(delivery, stored.ETag, None));
    }

    [Fact]
    public async Task A_claim_that_meets_itself_is_queued_and_no_replay()
    {
        var registry = new CosmosRequestRegistry(scene.Containers, scene.Queue);
        LoseAnswerTo(ServerOperation.Create);

        Assert.Null(await registry.ClaimAsync(Sample.Message("r1"), None));

        Assert.Single(scene.Queue.Bodies(QueueNames.Points));
        Assert.NotNull(await registry.ClaimAsync(Sample.Message("r1"), None));
        Assert.Single(scene.Queue.Bodies(QueueNames.Points));
    }

    private static AuditRecord RecordOf(string action) =>
        new()
        {
            AuditId = action,
            OrgId = Sample.Org(),
            At = Sample.At,
            By = TextId.From<ClientId>("client-1"),
            Action = action,
            Kind = Member.Kind,
            Id = "ann",
        };

    private void LoseAnswerTo(ServerOperation operation)
    {
        var lost = 0;
        scene.Server.Faults = request =>
            request.Operation == operation && Interlocked.Exchange(ref lost, 1) == 0
                ? ServerFault.Lost(afterCommit: true)
                : null;
    }
}
