using System.Collections.Concurrent;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;
using Microsoft.Azure.Amqp.Transport;

namespace Loyalty.ServiceBusServer;

/// <summary>Brings each link of each connection to what it is for.</summary>
internal sealed class LinkRouter : IRuntimeProvider
{
    private const string TokenAddress = "$cbs";
    private const string ManagementSuffix = "/$management";
    private const uint MaxFrameBytes = 64 << 10;

    private readonly ConcurrentDictionary<AmqpConnection, TokenNode> connections = new();
    private readonly ConcurrentDictionary<string, ManagementNode> management = new(StringComparer.OrdinalIgnoreCase);
    private readonly Func<string, StoredQueue?> find;
    private readonly Operations operations;

    public LinkRouter(Func<string, StoredQueue?> find, Func<ServerOperation, ServerFault?> look)
    {
        this.find = find;
        operations = new Operations(look);
    }

    public void Accept(TransportAsyncCallbackArgs accepted, AmqpSettings settings)
    {
        if (accepted.Exception is not null)
        {
            accepted.Transport?.Abort();
            return;
        }
        var connection = CreateConnection(
            accepted.Transport,
            (ProtocolHeader)accepted.UserToken,
            isInitiator: false,
            settings,
            new AmqpConnectionSettings { ContainerId = "loyalty", MaxFrameSize = MaxFrameBytes }
        );
        connections[connection] = new TokenNode();
        connection.SafeAddClosed((_, _) => connections.TryRemove(connection, out TokenNode? _));
        connection.BeginOpen(AmqpConstants.DefaultTimeout, EndOpen, connection);
    }

    public void DropConnections()
    {
        foreach (var connection in connections.Keys)
            connection.Abort();
    }

    public AmqpConnection CreateConnection(
        TransportBase transport,
        ProtocolHeader protocolHeader,
        bool isInitiator,
        AmqpSettings amqpSettings,
        AmqpConnectionSettings connectionSettings
    ) => new(transport, protocolHeader, isInitiator, amqpSettings, connectionSettings);

    public AmqpSession CreateSession(AmqpConnection connection, AmqpSessionSettings settings) =>
        new(connection, settings, this);

    public AmqpLink CreateLink(AmqpSession session, AmqpLinkSettings settings)
    {
        if (!settings.IsReceiver())
            return new SendingAmqpLink(session, settings);
        settings.MaxMessageSize = (ulong)(find(AddressOf(settings))?.Definition.MaxMessageBytes ?? 1 << 20);
        return new ReceivingAmqpLink(session, settings);
    }

    public IAsyncResult BeginOpenLink(AmqpLink link, TimeSpan timeout, AsyncCallback callback, object state)
    {
        try
        {
            Open(link);
        }
        catch (ServerException refused)
        {
            throw new AmqpException(refused.Error);
        }
        var opened = new TaskCompletionSource(state);
        opened.SetResult();
        callback(opened.Task);
        return opened.Task;
    }

    public void EndOpenLink(IAsyncResult result) => ((Task)result).GetAwaiter().GetResult();

    private static void EndOpen(IAsyncResult result)
    {
        var connection = (AmqpConnection)result.AsyncState!;
        try
        {
            connection.EndOpen(result);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            connection.SafeClose(fault);
        }
    }

    private void Open(AmqpLink link)
    {
        var address = AddressOf(link.Settings);
        if (!connections.TryGetValue(link.Session.Connection, out var tokens))
            throw ServerException.Unauthorized("The connection is closed.");
        if (address == TokenAddress)
        {
            tokens.Serve(link);
            return;
        }

        tokens.Require(address);
        var isManagement = address.EndsWith(ManagementSuffix, StringComparison.OrdinalIgnoreCase);
        var name = isManagement ? address[..^ManagementSuffix.Length] : address;
        var queue = find(name) ?? throw ServerException.NoQueue(name);
        operations.Check(new ServerOperation(ServerOperationKind.Attach, queue.Definition.Name), link);
        if (isManagement)
            management.GetOrAdd(name, _ => new ManagementNode(queue, operations)).Serve(link);
        else if (link is ReceivingAmqpLink incoming)
            _ = new Intake(incoming, queue, operations);
        else
            _ = new Outlet((SendingAmqpLink)link, queue, operations);
    }

    private static string AddressOf(AmqpLinkSettings settings)
    {
        var address = settings.IsReceiver()
            ? (settings.Target as Target)?.Address
            : (settings.Source as Source)?.Address;
        return address?.ToString()?.Trim('/') ?? throw ServerException.Unknown("links without an address");
    }
}
