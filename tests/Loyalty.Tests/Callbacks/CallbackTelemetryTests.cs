using System.Diagnostics;
using System.Net;
using Loyalty.Callbacks;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Callbacks;

/// <summary>What attempts leave behind for operators: alerts and workbooks live on its names.</summary>
public sealed class CallbackTelemetryTests : IDisposable
{
    private readonly DeliveryScene scene = new(
        new CallbackOptions
        {
            Schedule = [TimeSpan.Zero, TimeSpan.FromMinutes(1)],
            MaxConnectionsPerHost = 1,
            HostPatience = TimeSpan.Zero,
        }
    );

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task Each_attempt_is_logged_by_its_end_and_with_its_reason_and_no_more()
    {
        await AnswerAsync(HttpStatusCode.ServiceUnavailable, attempt: 1);
        await AnswerAsync(HttpStatusCode.Gone, attempt: 2);
        await AnswerAsync(HttpStatusCode.OK, attempt: 1);
        await scene.HandleAsync("partner", "d", attempt: 2);
        Assert.Equal(
            [
                "Warning CallbackAttemptFailed: Callback d to shop: attempt 1 failed (503); it will be retried",
                "Error CallbackParked: Callback d to shop parked after attempt 2 (410)",
                "Debug CallbackDelivered: Callback d to shop delivered by attempt 1: 200 after 250 ms",
                "Information CallbackRetryDropped: Callback d: attempt 2 dropped, it was made or has been delivered"
                    + " meanwhile, or another run followed",
            ],
            scene.Logged.Lines
        );
    }

    [Fact]
    public async Task An_attempt_that_is_put_off_is_logged_and_then_one_that_got_no_answer()
    {
        var held = scene.HandleAsync("slow", "1");
        await scene.HandleAsync("slow", "2");
        var delay = scene.Queue.Sent[0].NotBefore - scene.Time.GetUtcNow();
        scene.Time.Advance(TimeSpan.FromSeconds(10));
        await held;
        Assert.Equal(
            [
                $"Debug CallbackPutOff: Callback 2 to shop: attempt 1 put off by {delay}, its receiver is busy or has its"
                    + " share",
                "Warning CallbackAttemptFailed: Callback 1 to shop: attempt 1 failed (timeout); it will be retried",
            ],
            scene.Logged.Lines
        );
    }

    [Fact]
    public async Task Attempts_are_counted_and_timed_and_so_are_their_ends()
    {
        using var measured = new Measurements("loyalty.callbacks.");
        await AnswerAsync(HttpStatusCode.ServiceUnavailable, attempt: 1);
        await AnswerAsync(HttpStatusCode.ServiceUnavailable, attempt: 2);
        await AnswerAsync(HttpStatusCode.OK, attempt: 1);
        Assert.Equal(
            [
                "attempts 1",
                "duration 0.25",
                "attempts 1",
                "duration 0.25",
                "parked 1",
                "attempts 1",
                "duration 0.25",
                "delivered 1",
            ],
            measured.All.Select(text => text["loyalty.callbacks.".Length..])
        );
    }

    [Fact]
    public async Task An_attempt_is_a_span_in_the_trace_of_its_request_and_goes_on_at_the_receiver()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";
        var message = CallbackSample.Message(attempt: 2) with { TraceParent = $"00-{trace}-b7ad6b7169203331-01" };
        Activity? span = null;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> created) =>
                created.TraceId.ToHexString() == trace
                    ? ActivitySamplingResult.AllDataAndRecorded
                    : ActivitySamplingResult.None,
            ActivityStopped = stopped => span = stopped,
        };
        ActivitySource.AddActivityListener(listener);

        var handled = scene.Handler.HandleAsync(message, default);
        var arrival = await scene.Receiver.NextAsync();
        arrival.Answer.SetResult(new HttpResponseMessage(HttpStatusCode.OK));
        await handled;

        Assert.Equal(("callback", ActivityKind.Consumer, true), (span!.OperationName, span.Kind, span.HasRemoteParent));
        Assert.Equal("b7ad6b7169203331", span.ParentSpanId.ToHexString());
        Assert.Equal(message.DeliveryId, span.GetTagItem("loyalty.delivery_id"));
        Assert.Equal(2, span.GetTagItem("loyalty.attempt"));
        Assert.Equal(span.Id, arrival.TraceParent);
    }

    private async Task AnswerAsync(HttpStatusCode status, int attempt)
    {
        var handled = scene.HandleAsync("partner", "d", attempt: attempt);
        var arrival = await scene.Receiver.NextAsync();
        scene.Time.Advance(TimeSpan.FromMilliseconds(250));
        arrival.Answer.SetResult(new HttpResponseMessage(status));
        await handled;
    }
}
