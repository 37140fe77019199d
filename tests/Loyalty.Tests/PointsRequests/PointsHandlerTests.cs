using System.Diagnostics;
using Loyalty.Callbacks;
using Loyalty.Ledger.Rules;
using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.PointsRequests;

/// <summary>Batches of messages in which something goes wrong.</summary>
public sealed class PointsHandlerTests
{
    private readonly PointsScene scene = new();

    [Fact]
    public async Task What_is_stored_is_told_also_where_the_accounts_next_commit_meets_a_fault()
    {
        // More than one commit holds.
        var bodies = Enumerable.Range(0, 150).Select(n => PointsMessage.ToSend(Message($"r{n}")).Body).ToList();
        scene.Ledger.BeforeNextCommit = _ =>
        {
            scene.Ledger.BeforeNextCommit = _ => throw new UnavailableException("The store is away.");
            return Task.CompletedTask;
        };

        await Assert.ThrowsAsync<UnavailableException>(() => scene.Handler.HandleAsync(bodies, default));

        var stored = scene.Ledger.History(Given.Key).Select(entry => entry.Id.ToString()).ToList();
        Assert.InRange(stored.Count, 1, 149);
        Assert.Equal(stored, Told());

        await scene.Handler.HandleAsync(bodies, default);
        Assert.Equal(150, scene.Ledger.History(Given.Key).Count);
        Assert.Equal(150, Told().Count);
        Assert.Empty(scene.Parking.Parked);
    }

    [Fact]
    public async Task An_outcome_is_counted_when_it_is_stored_and_never_again()
    {
        var messages = Enumerable.Range(0, 3).Select(n => Message($"r{n}")).ToArray();
        using var counted = new Measurements("loyalty.outcomes");

        await HandleAsync(messages[..2]);
        await HandleAsync(messages);
        await HandleAsync(Message("r3") with { MemberId = TextId.From<MemberId>("nobody") });
        await HandleAsync(Message("r3") with { MemberId = TextId.From<MemberId>("nobody") });

        Assert.Equal(
            ["Earn posted", "Earn posted", "Earn posted", "Earn member_unknown"],
            counted.All.Select(count => count.Replace("loyalty.outcomes 1 ", "", StringComparison.Ordinal))
        );
    }

    [Fact]
    public async Task What_can_never_be_applied_is_parked_with_its_reason_and_its_neighbours_are_applied()
    {
        var noRule = Message("r1") with { RuleId = TextId.From<RuleId>("none") };
        var noProgram = Message("r2") with { ProgramId = TextId.From<ProgramId>("none") };
        await scene.Handler.HandleAsync(
            [
                "{}",
                PointsMessage.ToSend(noRule).Body,
                PointsMessage.ToSend(noProgram).Body,
                PointsMessage.ToSend(Message("r3")).Body,
            ],
            default
        );
        Assert.Equal(
            [
                ("{}", "The message is not a points message."),
                (PointsMessage.ToSend(noRule).Body, "Its rule does not exist."),
                (PointsMessage.ToSend(noProgram).Body, "Its program does not exist."),
            ],
            scene
                .Parking.Parked.Select(parked => (parked.Body, parked.Reason))
                .OrderByDescending(item => item.Reason, StringComparer.Ordinal)
        );
        Assert.Equal(Message("r3").TransactionId, Assert.Single(scene.Ledger.History(Given.Key)).Id);
    }

    [Fact]
    public async Task An_entry_says_all_that_its_message_and_the_rule_said()
    {
        var trace = $"00-{new string('a', 32)}-{new string('b', 16)}-01";
        var message = Message("r1") with { TraceParent = trace, Amount = new Points(30) };
        await HandleAsync(message);
        scene.Time.Advance(TimeSpan.FromHours(1));
        await HandleAsync(Message("r2") with { RuleId = PointsScene.Redeem.RuleId, Amount = new Points(7) });

        var entries = scene.Ledger.History(Given.Key);
        Assert.Equal(
            [(EntryKind.Earn, new Points(30), Given.Noon), (EntryKind.Redeem, new Points(-7), Given.Noon.AddHours(1))],
            entries.Select(entry => (entry.Kind, entry.Points, entry.At))
        );
        var earned = entries[0];
        Assert.Equal(
            (message.RuleId, 1, message.ClientId, message.RequestId, message.ContentHash, trace),
            (
                earned.RuleId!.Value,
                earned.RuleVersion,
                earned.ClientId!.Value,
                earned.RequestId!.Value,
                earned.ContentHash,
                earned.TraceParent
            )
        );
    }

    [Fact]
    public async Task A_callback_is_queued_once_for_a_message_that_asks_for_it_and_none_for_others()
    {
        await HandleAsync(Message("r1"), Message("r1"), Message("r2") with { CallbackUrl = null });
        var told = Assert.Single(scene.Queue.Waiting(QueueNames.Callbacks));
        var callback = CallbackMessage.Read(told.Body)!;
        Assert.Equal(
            (Message("r1").TransactionId.ToString(), PointsScene.CallbackUrl),
            (callback.DeliveryId, callback.Url)
        );
        Assert.Equal(2, scene.Ledger.History(Given.Key).Count);
    }

    [Fact]
    public async Task Messages_of_one_account_are_applied_in_the_trace_of_the_first()
    {
        var (trace, span) = ("0af7651916cd43dd8448eb211c80319d", "b7ad6b7169203331");
        Activity? seen = null;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> created) =>
                created.TraceId.ToHexString() == trace
                    ? ActivitySamplingResult.AllDataAndRecorded
                    : ActivitySamplingResult.None,
            ActivityStopped = stopped => seen = stopped,
        };
        ActivitySource.AddActivityListener(listener);

        await HandleAsync(Message("r1") with { TraceParent = $"00-{trace}-{span}-01" }, Message("r2"));

        Assert.Equal(("apply", ActivityKind.Consumer, true), (seen!.OperationName, seen.Kind, seen.HasRemoteParent));
        Assert.Equal(span, seen.ParentSpanId.ToHexString());
    }

    private Task HandleAsync(params PointsMessage[] messages) =>
        scene.Handler.HandleAsync([.. messages.Select(message => PointsMessage.ToSend(message).Body)], default);

    private List<string> Told() =>
        [.. scene.Queue.Waiting(QueueNames.Callbacks).Select(sent => CallbackMessage.Read(sent.Body)!.DeliveryId)];

    private static PointsMessage Message(string request)
    {
        var requestId = TextId.From<RequestId>(request);
        return new PointsMessage
        {
            TransactionId = EntryId.For(Given.ClientId, requestId),
            OrgId = Given.Org,
            MemberId = Given.MemberId,
            ProgramId = Given.ProgramId,
            RuleId = PointsScene.Earn.RuleId,
            ClientId = Given.ClientId,
            RequestId = requestId,
            Amount = new Points(1),
            CallbackUrl = PointsScene.CallbackUrl,
            ContentHash = "content",
            AcceptedAt = Given.Noon,
        };
    }
}
