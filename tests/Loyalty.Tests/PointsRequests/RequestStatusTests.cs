using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.PointsRequests;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.PointsRequests;

/// <summary>What a caller that polls learns.</summary>
public sealed class RequestStatusTests
{
    private static readonly RequestId Request = TextId.From<RequestId>("order-1");
    private readonly PointsScene scene = new();

    private static RequestState Pending { get; } =
        new()
        {
            RequestId = Request,
            TransactionId = EntryId.For(Given.ClientId, Request),
            Status = "pending",
            ClientId = Given.ClientId,
            UserId = Given.MemberId,
            RuleId = PointsScene.Earn.RuleId,
        };

    [Fact]
    public async Task A_request_is_pending_until_its_outcome_is_known()
    {
        await scene.AdmitAsync();
        Assert.Equal(Pending, await FindAsync());

        await scene.ApplyAsync();

        Assert.Equal(
            Pending with
            {
                Status = "success",
                Action = "point_earn",
                Point = new Points(10),
                Timestamp = "2026-03-10T12:00:00.0000000Z",
            },
            await FindAsync()
        );
    }

    [Fact]
    public async Task One_that_failed_says_why_and_moves_nothing()
    {
        await scene.AdmitAsync();
        scene.Catalog.Put(PointsScene.Member with { Status = MemberStatus.Blocked });
        await scene.ApplyAsync();

        Assert.Equal(
            Pending with
            {
                Status = "failed",
                Action = "point_earn",
                Timestamp = "2026-03-10T12:00:00.0000000Z",
                ErrorMessage = "Member Blocked",
            },
            await FindAsync()
        );
    }

    [Fact]
    public async Task A_request_that_is_not_the_callers_is_not_found()
    {
        await scene.AdmitAsync();
        Assert.Null(await FindAsync(PointsScene.Client with { ClientId = TextId.From<ClientId>("other") }));
    }

    private Task<RequestState?> FindAsync(Client? client = null) =>
        scene.Status.FindAsync(Caller.Of(client ?? PointsScene.Client), Request, default);
}
