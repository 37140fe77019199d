using Loyalty.Callbacks;
using Loyalty.Catalog;
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

    private protected Task<CallbackResult> SendTo(string url, Client? client = null) =>
        Sender().SendAsync(CallbackSample.Message(url), client ?? CallbackSample.Client, default);

    private protected CallbackSender Sender()
    {
        var transport = new CallbackTransport(Options.Create(Settings));
        transports.Add(transport);
        return new CallbackSender(transport, CallbackSample.Keys, Options.Create(Settings), TimeProvider.System);
    }
}
