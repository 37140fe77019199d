using Loyalty.Messaging;
using Loyalty.PointsRequests;

namespace Loyalty.Local.Tests.Management;

/// <summary>Requests that were accepted and cannot be applied.</summary>
internal static class ParkedRequests
{
    /// <summary>Who sent them.</summary>
    public static ClientId Sender { get; } = TextId.From<ClientId>("demo-partner");

    /// <summary>Parks a message that says this, whoever's it is.</summary>
    public static async Task<string> ParkAsync(HostFixture fixture, string body)
    {
        var message = new ParkedMessage
        {
            ParkedId = Names.Next("parked"),
            Queue = QueueNames.Points,
            Body = body,
            Reason = "The message is not a points message.",
            ParkedAt = fixture.Time.GetUtcNow(),
        };
        await fixture.Service<IParking>().ParkAsync(message, default);
        return message.ParkedId;
    }

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
