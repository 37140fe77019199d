using System.Net;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Network;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Callbacks;

/// <summary>The sender with the product's own transport, for tests against real servers on loopback.</summary>
public abstract class CallbackSending : IDisposable
{
    private readonly List<CallbackTransport> transports = [];

    private protected CallbackOptions Settings { get; } = new() { AllowLoopbackAndHttp = true };

    public void Dispose()
    {
        transports.ForEach(transport => transport.Dispose());
        GC.SuppressFinalize(this);
    }

    private protected Task<CallbackResult> SendTo(
        CallbackReceiver receiver,
        Client? client = null,
        string? url = null
    ) => SendTo(url ?? receiver.Url.OriginalString, client);

    private protected Task<CallbackResult> SendTo(string url, Client? client = null)
    {
        var message = CallbackSample.Message(url);
        return Sender().SendAsync(message, Receiver.Of(message, client ?? CallbackSample.Client), default);
    }

    /// <summary>The product's transport.</summary>
    /// <param name="settings">Its settings.</param>
    /// <param name="resolve">Resolves; null = the system's resolver.</param>
    internal static CallbackTransport TransportOf(CallbackOptions settings, Func<string, IPAddress[]>? resolve = null)
    {
        var network = Options.Create(new NetworkOptions());
        var lookup = new HostLookup(network, TimeProvider.System, resolve);
        return new CallbackTransport(Options.Create(settings), lookup, network, TimeProvider.System);
    }

    private protected CallbackSender Sender()
    {
        var transport = TransportOf(Settings);
        transports.Add(transport);
        return new CallbackSender(transport, CallbackSample.Keys, Options.Create(Settings), TimeProvider.System);
    }
}
