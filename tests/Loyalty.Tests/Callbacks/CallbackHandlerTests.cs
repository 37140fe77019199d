using System.Net;
using System.Text.Json;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Callbacks;

public sealed class CallbackHandlerTests : IDisposable
{
    private static readonly string Id = CallbackSample.TransactionId.ToString();
    private readonly ManualTimeProvider time = new(Given.Noon);
    private readonly InMemoryMessageQueue queue = new();
    private readonly InMemoryDeliveryLog log = new();
    private readonly InMemoryCatalog catalog = new();
    private readonly CallbackOptions settings = new();
    private readonly StubHttpHandler receiver;
    private readonly HttpMessageInvoker http;
    private readonly CallbackHandler handler;
    private Func<HttpResponseMessage> answer = () => new HttpResponseMessage(HttpStatusCode.NoContent);

    public CallbackHandlerTests()
    {
        receiver = new StubHttpHandler(_ => answer());
        http = new HttpMessageInvoker(receiver);
        catalog.Put(CallbackSample.Client);
        var options = Options.Create(settings);
        handler = new CallbackHandler(
            new Receivers(
                new CachedCatalog(catalog, Options.Create(new CatalogOptions { CacheFor = TimeSpan.Zero }), time),
                CallbackSample.Keys,
                time
            ),
            new CallbackSender(http, CallbackSample.Keys, options, time),
            new AttemptTurns(options, time),
            queue,
            log,
            options,
            time,
            NullLogger<CallbackHandler>.Instance
        );
    }

    [Fact]
    public async Task A_delivered_callback_is_recorded_without_reading_first_and_nothing_is_queued()
    {
        await handler.HandleAsync(CallbackSample.Message(), default);
        Assert.Equal(DeliveryStatus.Delivered, log[Id].Status);
        Assert.Equal(new DeliveryAttempt(Given.Noon, 204, 0, null), Assert.Single(log[Id].Attempts));
        Assert.Empty(queue.Sent);
        Assert.Equal(0, log.Finds);
    }

    [Fact]
    public async Task A_failed_attempt_queues_the_next_one_by_the_schedule()
    {
        answer = () => new HttpResponseMessage(HttpStatusCode.InternalServerError);
        await handler.HandleAsync(CallbackSample.Message(), default);
        var (next, notBefore) = Assert.Single(QueuedAttempts());
        Assert.Equal(CallbackSample.Message(attempt: 2), next);
        Assert.InRange(notBefore - Given.Noon, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(6));
        Assert.Equal((DeliveryStatus.Pending, notBefore), (log[Id].Status, log[Id].NextAttemptAt!.Value));
        Assert.Equal(500, Assert.Single(log[Id].Attempts).StatusCode);
    }

    [Fact]
    public async Task A_receiver_that_stays_down_is_tried_ten_times_with_the_same_bytes_and_then_parked()
    {
        answer = () => throw new HttpRequestException(HttpRequestError.ConnectionError);
        var handled = await RunAsync(CallbackSample.Message());
        Assert.Equal(10, handled);
        Assert.Equal((DeliveryStatus.Parked, null), (log[Id].Status, log[Id].NextAttemptAt));
        Assert.Equal(10, log[Id].Attempts.Count);
        Assert.All(log[Id].Attempts, attempt => Assert.Equal("connect", attempt.Fault));
        Assert.Single(receiver.Requests.Select(request => request.Body).Distinct());
        // 75 h 35 min 5 s by the schedule, give or take a fifth.
        Assert.InRange((time.GetUtcNow() - Given.Noon).TotalHours, 75.58 * 0.8, 75.59 * 1.2);
    }

    [Fact]
    public async Task A_receiver_that_recovers_gets_it()
    {
        var down = 3;
        answer = () => new HttpResponseMessage(down-- > 0 ? HttpStatusCode.BadGateway : HttpStatusCode.OK);
        Assert.Equal(4, await RunAsync(CallbackSample.Message()));
        Assert.Equal(DeliveryStatus.Delivered, log[Id].Status);
        Assert.Equal([502, 502, 502, 200], log[Id].Attempts.Select(attempt => attempt.StatusCode!.Value));
    }

    [Fact]
    public async Task Retry_after_puts_the_next_attempt_off()
    {
        answer = () =>
        {
            var busy = new HttpResponseMessage(HttpStatusCode.TooManyRequests);
            busy.Headers.Add("Retry-After", "3600");
            return busy;
        };
        await handler.HandleAsync(CallbackSample.Message(), default);
        Assert.Equal(Given.Noon.AddHours(1), Assert.Single(QueuedAttempts()).NotBefore);
    }

    [Fact]
    public async Task A_410_parks_at_once()
    {
        answer = () => new HttpResponseMessage(HttpStatusCode.Gone);
        Assert.Equal(1, await RunAsync(CallbackSample.Message()));
        Assert.Equal((DeliveryStatus.Parked, 410), (log[Id].Status, log[Id].Attempts[0].StatusCode!.Value));
    }

    [Theory]
    [InlineData(true, null, "client")]
    [InlineData(false, "elsewhere.example", "blocked")]
    public async Task A_client_or_host_that_is_no_longer_allowed_parks_without_sending(
        bool disabled,
        string? host,
        string fault
    )
    {
        catalog.Put(CallbackSample.Client with { Disabled = disabled, CallbackHosts = host is null ? [] : [host] });
        await handler.HandleAsync(CallbackSample.Message(), default);
        Assert.Equal((DeliveryStatus.Parked, fault), (log[Id].Status, log[Id].Attempts[0].Fault));
        Assert.Empty(receiver.Requests);
        Assert.Empty(queue.Sent);
    }

    [Fact]
    public async Task A_client_that_is_gone_parks()
    {
        await handler.HandleAsync(CallbackSample.Message() with { ClientId = TextId.From<ClientId>("gone") }, default);
        Assert.Equal((DeliveryStatus.Parked, "client"), (log[Id].Status, log[Id].Attempts[0].Fault));
    }

    [Fact]
    public async Task A_message_handled_twice_queues_one_next_attempt()
    {
        answer = () => new HttpResponseMessage(HttpStatusCode.InternalServerError);
        await handler.HandleAsync(CallbackSample.Message(), default);
        await handler.HandleAsync(CallbackSample.Message(), default);
        Assert.Single(queue.Sent);
        Assert.Equal(2, log[Id].Attempts.Count);
    }

    [Fact]
    public async Task The_first_attempt_of_a_replay_is_made_as_often_as_its_message_comes()
    {
        await handler.HandleAsync(CallbackSample.Message() with { Run = "r1" }, default);
        await handler.HandleAsync(CallbackSample.Message() with { Run = "r1" }, default);
        Assert.Equal(2, receiver.Requests.Count);
    }

    [Fact]
    public async Task The_next_attempt_is_queued_even_if_the_record_cannot_be_written()
    {
        answer = () => new HttpResponseMessage(HttpStatusCode.InternalServerError);
        log.BeforeSave = _ => throw new IOException("down");
        await Assert.ThrowsAsync<IOException>(() => handler.HandleAsync(CallbackSample.Message(), default));
        Assert.Single(queue.Sent);
    }

    [Fact]
    public async Task A_queue_that_is_down_leaves_the_message_to_be_handled_again()
    {
        answer = () => new HttpResponseMessage(HttpStatusCode.InternalServerError);
        queue.Fault = new IOException("down");
        await Assert.ThrowsAsync<IOException>(() => handler.HandleAsync(CallbackSample.Message(), default));
        Assert.True(log.IsEmpty);
    }

    [Fact]
    public async Task An_attempt_recorded_by_another_meanwhile_is_kept()
    {
        var interfered = false;
        log.BeforeSave = _ =>
        {
            if (interfered)
                return;
            interfered = true;
            log.Put(Recorded(DeliveryStatus.Pending, attempts: 1));
        };
        await handler.HandleAsync(CallbackSample.Message(), default);
        Assert.Equal([599, 204], log[Id].Attempts.Select(attempt => attempt.StatusCode!.Value));
        Assert.Equal(DeliveryStatus.Delivered, log[Id].Status);
    }

    [Fact]
    public async Task What_another_attempt_delivered_meanwhile_stays_delivered()
    {
        answer = () => new HttpResponseMessage(HttpStatusCode.InternalServerError);
        var interfered = false;
        log.BeforeSave = _ =>
        {
            if (interfered)
                return;
            interfered = true;
            log.Put(Recorded(DeliveryStatus.Delivered, attempts: 1));
        };
        await handler.HandleAsync(CallbackSample.Message(), default);
        Assert.Equal((DeliveryStatus.Delivered, null), (log[Id].Status, log[Id].NextAttemptAt));
        Assert.Equal([599, 500], log[Id].Attempts.Select(attempt => attempt.StatusCode!.Value));
    }

    [Fact]
    public async Task Conflicts_without_end_are_a_fault()
    {
        var writes = 0;
        log.BeforeSave = _ =>
        {
            writes++;
            log.Put(Recorded(DeliveryStatus.Pending, attempts: 1));
        };
        await Assert.ThrowsAsync<DeliveryConflictException>(() =>
            handler.HandleAsync(CallbackSample.Message(), default)
        );
        Assert.Equal(8, writes);
    }

    [Fact]
    public async Task A_retry_of_what_was_delivered_meanwhile_is_dropped_and_a_replay_is_not()
    {
        log.Put(Recorded(DeliveryStatus.Delivered, attempts: 2));
        await handler.HandleAsync(CallbackSample.Message(attempt: 2), default);
        Assert.Empty(receiver.Requests);

        await handler.HandleAsync(CallbackSample.Message() with { Run = "r1" }, default);
        Assert.Single(receiver.Requests);
        Assert.Equal(3, log[Id].Attempts.Count);
    }

    [Fact]
    public async Task A_replay_has_retries_of_its_own()
    {
        answer = () => new HttpResponseMessage(HttpStatusCode.InternalServerError);
        await handler.HandleAsync(CallbackSample.Message(), default);
        await handler.HandleAsync(CallbackSample.Message() with { Run = "r1" }, default);
        Assert.Equal([$"{Id}.2", $"{Id}.r1.2"], queue.Sent.Select(message => message.MessageId));
    }

    [Fact]
    public async Task A_run_ends_the_one_before_it()
    {
        answer = () => new HttpResponseMessage(HttpStatusCode.InternalServerError);
        await handler.HandleAsync(CallbackSample.Message(), default);
        await handler.HandleAsync(CallbackSample.Message() with { Run = "r1" }, default);

        await handler.HandleAsync(CallbackSample.Message(attempt: 2), default);

        Assert.Equal((2, "r1"), (receiver.Requests.Count, log[Id].Run));
        await handler.HandleAsync(CallbackSample.Message(attempt: 2) with { Run = "r1" }, default);
        Assert.Equal(3, receiver.Requests.Count);
    }

    [Fact]
    public async Task The_first_run_says_nothing_of_one_that_began_during_its_first_attempt()
    {
        log.BeforeSave = _ =>
        {
            log.BeforeSave = null;
            log.Put(Recorded(DeliveryStatus.Pending, attempts: 0) with { Run = "r1", NextAttemptAt = Given.Noon });
        };

        await handler.HandleAsync(CallbackSample.Message(), default);

        Assert.Equal((DeliveryStatus.Pending, "r1", Given.Noon), (log[Id].Status, log[Id].Run, log[Id].NextAttemptAt));
        Assert.Equal(204, Assert.Single(log[Id].Attempts).StatusCode);
    }

    [Fact]
    public async Task Copies_of_a_retry_are_made_once()
    {
        answer = () => new HttpResponseMessage(HttpStatusCode.InternalServerError);
        for (var copy = 0; copy < 5; copy++)
            await handler.HandleAsync(CallbackSample.Message(attempt: 2), default);
        Assert.Single(receiver.Requests);
        Assert.Single(queue.Sent);
    }

    [Fact]
    public async Task The_settings_can_name_another_schedule()
    {
        settings.Schedule = [TimeSpan.Zero, TimeSpan.FromMinutes(1)];
        settings.Jitter = 0;
        answer = () => new HttpResponseMessage(HttpStatusCode.InternalServerError);
        Assert.Equal(2, await RunAsync(CallbackSample.Message()));
        Assert.Equal(Given.Noon.AddMinutes(1), time.GetUtcNow());
        Assert.Equal(DeliveryStatus.Parked, log[Id].Status);
    }

    public void Dispose() => http.Dispose();

    /// <summary>Handles the message and all that follow from it, each when it is due; tells how many.</summary>
    private async Task<int> RunAsync(CallbackMessage first)
    {
        await handler.HandleAsync(first, default);
        var handled = 1;
        for (; queue.Sent.Count >= handled; handled++)
        {
            var (message, notBefore) = QueuedAttempts().Last();
            time.Advance(notBefore - time.GetUtcNow());
            await handler.HandleAsync(message, default);
        }
        return handled;
    }

    private IEnumerable<(CallbackMessage Message, DateTimeOffset NotBefore)> QueuedAttempts() =>
        queue.Sent.Select(sent =>
            (JsonSerializer.Deserialize(sent.Body, CallbackJson.Default.CallbackMessage)!, sent.NotBefore!.Value)
        );

    private static Delivery Recorded(DeliveryStatus status, int attempts) =>
        Delivery.Of(CallbackSample.Message()) with
        {
            Status = status,
            Attempts = [.. Enumerable.Repeat(new DeliveryAttempt(Given.Noon, 599, 1, null), attempts)],
        };
}
