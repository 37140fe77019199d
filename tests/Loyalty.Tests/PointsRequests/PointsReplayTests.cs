using Loyalty.Catalog;
using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.PointsRequests;

/// <summary>A request id that was used before.</summary>
public sealed class PointsReplayTests
{
    private static readonly EntryId Id = EntryId.For(Given.ClientId, TextId.From<RequestId>("order-1"));
    private readonly PointsScene scene = new();

    [Theory]
    [InlineData("""{"userId":"bob","ruleId":"earn","amount":10,"requestId":"order-1"}""")]
    [InlineData("""{"userId":"ann","ruleId":"redeem","amount":10,"requestId":"order-1"}""")]
    [InlineData("""{"userId":"ann","ruleId":"earn","amount":11,"requestId":"order-1"}""")]
    [InlineData(
        """{"userId":"ann","ruleId":"earn","amount":10,"requestId":"order-1","callbackUrl":"https://a.example"}"""
    )]
    public async Task Another_content_under_a_used_id_is_refused(string body)
    {
        scene.Catalog.Put(PointsScene.Member with { MemberId = TextId.From<MemberId>("bob") });
        await scene.EarnAsync(100);
        await scene.AdmitAsync(PointsScene.Body(callback: null));

        Assert.Equal(Refusal.RequestIdReused, (await scene.RefusedAsync(body)).Refusal);
        Assert.Equal(2, scene.Queued.Count);
    }

    [Fact]
    public async Task A_request_that_broke_off_before_the_queue_is_queued_when_it_is_sent_again()
    {
        scene.Queue.Fault = new UnavailableException("The queue is away.");
        await Assert.ThrowsAsync<UnavailableException>(() => scene.AdmitAsync());
        scene.Queue.Fault = null;
        Assert.Empty(scene.Queued);
        using var counted = new Measurements("loyalty.admissions");

        var again = await scene.AdmitAsync();

        Assert.Equal(new AdmissionOutcome.Accepted(TextId.From<RequestId>("order-1"), Id, Replayed: true), again);
        Assert.Equal(Id, PointsMessage.Read(Assert.Single(scene.Queued))!.TransactionId);
        Assert.Equal([$"Debug Accepted: Accepted {Id} from shop, replayed: True."], scene.Logged.Lines);
        Assert.Equal(["loyalty.admissions 1 replayed"], counted.All);
        Assert.Equal(Id, scene.Subject.TransactionId);
    }

    [Theory]
    [InlineData(PointsScene.CallbackUrl, 2)]
    [InlineData(null, 0)]
    public async Task A_request_with_an_outcome_that_is_sent_again_is_told_again_where_somebody_listens(
        string? callback,
        int told
    )
    {
        await scene.AdmitAsync(PointsScene.Body(callback: callback));
        await scene.ApplyAsync();
        // A new request would be refused by now.
        scene.Catalog.Put(PointsScene.Member with { Status = MemberStatus.Closed });

        var again = await scene.AdmitAsync(PointsScene.Body(callback: callback));

        Assert.True(Assert.IsType<AdmissionOutcome.Accepted>(again).Replayed);
        Assert.Equal(told, scene.Queue.Waiting(QueueNames.Callbacks).Count);
        Assert.Single(scene.Queued);
    }
}
