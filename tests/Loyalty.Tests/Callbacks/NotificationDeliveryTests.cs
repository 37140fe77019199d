using System.Net;
using System.Text.Json;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Notifications;
using Loyalty.Signing;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Callbacks;

/// <summary>Notifications go the way of callbacks, to the organisation's gateway.</summary>
public sealed class NotificationDeliveryTests : IDisposable
{
    private const string Gateway = "https://gateway.example/texts";
    private static readonly Member Ann = new()
    {
        OrgId = Given.Org,
        MemberId = Given.MemberId,
        Mobile = "+4915112345678",
        Email = "ann@example.com",
    };

    private readonly ManualTimeProvider time = new(Given.Noon);
    private readonly InMemoryCatalog catalog = new();
    private readonly InMemoryMessageQueue queue = new();
    private readonly InMemoryDeliveryLog log = new();
    private readonly KeptLog<CallbackHandler> logged = new();
    private readonly StubHttpHandler receiver;
    private readonly HttpMessageInvoker http;
    private readonly CallbackHandler handler;
    private readonly Redelivery redelivery;
    private HttpStatusCode answer = HttpStatusCode.OK;

    public NotificationDeliveryTests()
    {
        receiver = new StubHttpHandler(_ => new HttpResponseMessage(answer));
        http = new HttpMessageInvoker(receiver);
        var options = Options.Create(new CallbackOptions());
        var fresh = Options.Create(new CatalogOptions { CacheFor = TimeSpan.Zero });
        handler = new CallbackHandler(
            new Receivers(new CachedCatalog(catalog, fresh, time), CallbackSample.Keys, time),
            new CallbackSender(http, CallbackSample.Keys, options, time),
            new AttemptTurns(options, time),
            queue,
            log,
            options,
            time,
            logged
        );
        redelivery = new Redelivery(log, queue, options, time);
        catalog.Put(Organisation(Gateway));
        catalog.Put(Ann);
    }

    public void Dispose()
    {
        http.Dispose();
        receiver.Dispose();
    }

    [Fact]
    public async Task The_gateway_gets_it_with_the_member_s_address_and_the_record_does_not()
    {
        await HandleAsync();

        var (url, body) = Assert.Single(receiver.Requests);
        Assert.Equal(Gateway, url.OriginalString);
        var sent = JsonDocument.Parse(body).RootElement;
        Assert.Equal(
            [
                "notificationId",
                "type",
                "orgId",
                "userId",
                "channel",
                "to",
                "text",
                "timestamp",
                "programId",
                "points",
                "expirationDate",
            ],
            sent.EnumerateObject().Select(property => property.Name)
        );
        Assert.Equal(
            ("sms", Ann.Mobile),
            (sent.GetProperty("channel").GetString(), sent.GetProperty("to").GetString())
        );
        var record = log[Text.NotificationId];
        Assert.Equal((DeliveryStatus.Delivered, Gateway), (record.Status, record.Url));
        Assert.DoesNotContain(Ann.Mobile!, record.Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_one_again_is_not_sent_again_and_a_person_can_send_it_again()
    {
        await HandleAsync();
        await HandleAsync();
        Assert.Single(receiver.Requests);

        await redelivery.RedeliverAsync(Given.Org, Text.NotificationId, default);
        await handler.HandleAsync(CallbackMessage.Read(queue.Sent[^1].Body)!, default);

        Assert.Equal(2, receiver.Requests.Count);
    }

    [Fact]
    public async Task A_retry_goes_to_where_the_gateway_and_the_member_are_by_then()
    {
        answer = HttpStatusCode.BadGateway;
        await HandleAsync();
        catalog.Put(Organisation("https://other.example/"));
        catalog.Put(Ann with { Mobile = null });
        answer = HttpStatusCode.OK;

        await handler.HandleAsync(CallbackMessage.Read(queue.Sent[^1].Body)!, default);

        var (url, body) = receiver.Requests[^1];
        Assert.Equal("https://other.example/", url.OriginalString);
        Assert.Contains("\"channel\":\"email\",\"to\":\"ann@example.com\"", body, StringComparison.Ordinal);
        Assert.Equal("https://other.example/", log[Text.NotificationId].Url);
    }

    [Theory]
    [InlineData(false, true, "gateway")]
    [InlineData(true, false, "recipient")]
    public async Task Without_gateway_or_address_it_is_parked_unsent(bool hasGateway, bool hasAddress, string fault)
    {
        catalog.Put(Organisation(hasGateway ? Gateway : null));
        catalog.Put(hasAddress ? Ann : Ann with { Mobile = null, Email = null });

        await HandleAsync();

        Assert.Empty(receiver.Requests);
        var record = log[Text.NotificationId];
        Assert.Equal((DeliveryStatus.Parked, fault), (record.Status, record.Attempts.Single().Fault));
        Assert.Equal(
            [$"Error CallbackParked: Callback {record.DeliveryId} to acme (gateway) parked after attempt 1 ({fault})"],
            logged.Lines
        );
    }

    [Fact]
    public async Task A_secret_text_is_sealed_on_all_its_way_but_the_last()
    {
        await HandleAsync(Code.ToKeep(CallbackSample.Keys.DataKey));

        var (_, body) = Assert.Single(receiver.Requests);
        Assert.Contains("\"channel\":\"email\",\"to\":\"ann@example.com\"", body, StringComparison.Ordinal);
        Assert.Contains("\"text\":\"ABC234 is your code.\"", body, StringComparison.Ordinal);
        Assert.DoesNotContain("sealedText", body, StringComparison.Ordinal);
        Assert.DoesNotContain("ABC234", log[Code.NotificationId].Payload, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_that_comes_too_late_is_parked_unsent()
    {
        time.Advance(TimeSpan.FromMinutes(10));

        await HandleAsync(Code.ToKeep(CallbackSample.Keys.DataKey));

        AssertParked("late");
    }

    [Fact]
    public async Task A_text_that_was_sealed_with_other_keys_is_parked_unsent()
    {
        await HandleAsync(Code.ToKeep(DataKey.Create()));

        AssertParked("secret");
    }

    private void AssertParked(string fault)
    {
        Assert.Empty(receiver.Requests);
        var record = log[Code.NotificationId];
        Assert.Equal((DeliveryStatus.Parked, fault), (record.Status, record.Attempts.Single().Fault));
    }

    private static readonly Notification Code = new()
    {
        NotificationId = "0d3b8b0e-6d0e-8f6c-9b0e-0d4b9d1f2a3b",
        Type = Notification.ValidationCode,
        OrgId = Given.Org,
        MemberId = Given.MemberId,
        Channel = Notification.Email,
        Text = "ABC234 is your code.",
        At = Given.Noon,
        ProgramId = Given.ProgramId,
        ExpiresAt = Given.Noon.AddMinutes(10),
    };

    private static readonly Notification Text = new()
    {
        NotificationId = "6f0c3a52-6d0e-8f6c-9b0e-0d4b9d1f2a3b",
        Type = Notification.PointsExpiring,
        OrgId = Given.Org,
        MemberId = Given.MemberId,
        Text = "5 points in Stars expire soon.",
        At = Given.Noon,
        ProgramId = Given.ProgramId,
        Points = new Points(5),
        ExpirationDate = new DateOnly(2026, 3, 20),
    };

    private Task HandleAsync(Notification? notification = null)
    {
        var message = OutgoingCallback.For(notification ?? Text, new MessagingGateway(Gateway));
        return handler.HandleAsync(CallbackMessage.Read(message.Body)!, default);
    }

    private static Organisation Organisation(string? gateway) =>
        new()
        {
            OrgId = Given.Org,
            Name = "Acme",
            DefaultProgramId = Given.ProgramId,
            Notifications = gateway is null ? null : new MessagingGateway(gateway),
        };
}
