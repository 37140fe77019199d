using Loyalty.PointsRequests;

namespace Loyalty.Local.Tests.Management;

/// <summary>Requests that were accepted and cannot be applied.</summary>
internal static class ParkedRequests
{
    /// <summary>Who sent them.</summary>
    public static ClientId Sender { get; } = TextId.From<ClientId>("demo-partner");

    /// <summary>Has a request accepted whose rule is gone when it is to be applied.</summary>
    public static async Task<string> ParkAsync(
        HostFixture fixture,
        Editor owner,
        string member,
        RuleId? rule = null,
        string? callbackUrl = null
    )
    {
        var request = Names.Next("request");
        var requestId = TextId.From<RequestId>(request);
        var message = new PointsMessage
        {
            TransactionId = EntryId.For(Sender, requestId),
            OrgId = Setup.Org,
            MemberId = TextId.From<MemberId>(member),
            ProgramId = Setup.Program,
            RuleId = rule ?? TextId.From<RuleId>(Names.Next("rule")),
            ClientId = Sender,
            RequestId = requestId,
            Amount = new Loyalty.Points(25),
            CallbackUrl = callbackUrl,
            ContentHash = "content",
            AcceptedAt = fixture.Time.GetUtcNow(),
        };
        await fixture.Service<IRequestRegistry>().ClaimAsync(message, default);
        return await Eventually.GetAsync(
            "it is parked",
            async () =>
                (await owner.GetAsync("/manage/parked?limit=200"))
                    .Items()
                    .Where(item =>
                        item.GetProperty("body").ToString().Contains($"\"{request}\"", StringComparison.Ordinal)
                    )
                    .Select(item => item.GetProperty("parkedId").GetString())
                    .FirstOrDefault()
        );
    }
}
