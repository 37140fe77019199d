using System.Text.Json;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Callbacks;

/// <summary>One process that delivers callbacks to receivers that answer when the test says so.</summary>
internal sealed class DeliveryScene : IDisposable
{
    /// <summary>Where a callback holds on that should have given way, the test fails and does not hang.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);
    private readonly InMemoryCatalog catalog = new();
    private readonly HttpMessageInvoker http;

    public DeliveryScene(CallbackOptions settings)
    {
        http = new HttpMessageInvoker(Receiver);
        var options = Options.Create(settings);
        Turns = new AttemptTurns(options, Time);
        Handler = new CallbackHandler(
            new Receivers(
                new CachedCatalog(catalog, Options.Create(new CatalogOptions()), Time),
                CallbackSample.Keys,
                Time
            ),
            new CallbackSender(http, CallbackSample.Keys, options, Time),
            Turns,
            Queue,
            Log,
            options,
            Time,
            Logged
        );
        catalog.Put(CallbackSample.Client);
    }

    public ManualTimeProvider Time { get; } = new(Given.Noon);
    public InMemoryMessageQueue Queue { get; } = new();
    public InMemoryDeliveryLog Log { get; } = new();
    public ScriptedReceiver Receiver { get; } = new();
    public KeptLog<CallbackHandler> Logged { get; } = new();
    public AttemptTurns Turns { get; }
    public CallbackHandler Handler { get; }

    /// <summary>Puts another client in.</summary>
    public Client AddClient(string id, OrgId org)
    {
        var client = CallbackSample.Client with { ClientId = TextId.From<ClientId>(id), OrgId = org };
        catalog.Put(client);
        return client;
    }

    public Task HandleAsync(string host, string delivery, Client? client = null, int attempt = 1)
    {
        client ??= CallbackSample.Client;
        var message = CallbackSample.Message($"https://{host}.example/cb", attempt) with
        {
            DeliveryId = delivery,
            ClientId = client.ClientId,
            OrgId = client.OrgId,
        };
        return Handler.HandleAsync(message, default).WaitAsync(Limit);
    }

    public CallbackMessage Queued(Index index) =>
        JsonSerializer.Deserialize(Queue.Sent[index].Body, CallbackJson.Default.CallbackMessage)!;

    public void Dispose()
    {
        http.Dispose();
        Receiver.Dispose();
    }
}
