// Stand-in for Azure.Messaging.ServiceBus (7.x): the signatures of its public API that this app uses, same namespaces and
// names, and no behaviour beyond that of a data holder. A build with UseAzurePackages=true uses the real package instead
// and does not compile this file. Nothing may be added here that the real package does not have.
using Azure.Core;

namespace Azure.Messaging.ServiceBus;

/// <summary>A connection to a namespace.</summary>
public class ServiceBusClient : IAsyncDisposable
{
    public ServiceBusClient(
        string fullyQualifiedNamespace,
        TokenCredential credential,
        ServiceBusClientOptions? options
    )
    {
        FullyQualifiedNamespace = fullyQualifiedNamespace;
    }

    protected ServiceBusClient() { }

    public virtual string FullyQualifiedNamespace { get; } = "";

    public virtual ServiceBusSender CreateSender(string queueOrTopicName) =>
        throw new PlatformNotSupportedException(
            "This build has a stand-in for Azure.Messaging.ServiceBus: build it with UseAzurePackages=true."
        );

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

/// <summary>How a client connects.</summary>
public class ServiceBusClientOptions
{
    public string? Identifier { get; set; }
    public ServiceBusRetryOptions RetryOptions { get; set; } = new();
}

/// <summary>How often and how long a client tries.</summary>
public class ServiceBusRetryOptions
{
    public int MaxRetries { get; set; } = 3;
    public TimeSpan Delay { get; set; } = TimeSpan.FromSeconds(0.8);
    public TimeSpan MaxDelay { get; set; } = TimeSpan.FromMinutes(1);
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Sends to one queue.</summary>
public class ServiceBusSender : IAsyncDisposable
{
    protected ServiceBusSender() { }

    public virtual string EntityPath { get; } = "";

    public virtual ValueTask<ServiceBusMessageBatch> CreateMessageBatchAsync(
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();

    public virtual Task SendMessagesAsync(
        ServiceBusMessageBatch messageBatch,
        CancellationToken cancellationToken = default
    ) => throw new NotSupportedException();

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A message to send.</summary>
public class ServiceBusMessage(string? body)
{
    public BinaryData Body { get; set; } = BinaryData.FromString(body ?? "");
    public string? MessageId { get; set; }
    public string? ContentType { get; set; }
    public DateTimeOffset ScheduledEnqueueTime { get; set; }
    public IDictionary<string, object> ApplicationProperties { get; } = new Dictionary<string, object>();
}

/// <summary>Messages that are sent at once, up to a size.</summary>
public sealed class ServiceBusMessageBatch : IDisposable
{
    private readonly IList<ServiceBusMessage> store;
    private readonly Func<ServiceBusMessage, bool> tryAdd;

    internal ServiceBusMessageBatch(
        long sizeInBytes,
        IList<ServiceBusMessage> store,
        CreateMessageBatchOptions? options,
        Func<ServiceBusMessage, bool>? tryAdd
    )
    {
        this.store = store;
        this.tryAdd = tryAdd ?? (_ => true);
        SizeInBytes = sizeInBytes;
        MaxSizeInBytes = options?.MaxSizeInBytes ?? long.MaxValue;
    }

    public long MaxSizeInBytes { get; }
    public long SizeInBytes { get; }
    public int Count => store.Count;

    public bool TryAddMessage(ServiceBusMessage message)
    {
        if (!tryAdd(message))
            return false;
        store.Add(message);
        return true;
    }

    public void Dispose() { }
}

/// <summary>The limits of a batch.</summary>
public class CreateMessageBatchOptions
{
    public long? MaxSizeInBytes { get; set; }
}

/// <summary>Makes, for tests, what only the service makes.</summary>
public static class ServiceBusModelFactory
{
    public static ServiceBusMessageBatch ServiceBusMessageBatch(
        long batchSizeBytes,
        IList<ServiceBusMessage> batchMessageStore,
        CreateMessageBatchOptions? batchOptions = null,
        Func<ServiceBusMessage, bool>? tryAddCallback = null
    ) => new(batchSizeBytes, batchMessageStore, batchOptions, tryAddCallback);
}

/// <summary>What went wrong in the service or on the way to it.</summary>
public class ServiceBusException(
    bool isTransient,
    string? message,
    string? entityName = null,
    ServiceBusFailureReason reason = ServiceBusFailureReason.GeneralError,
    Exception? innerException = null
) : Exception(message, innerException)
{
    public bool IsTransient { get; } = isTransient;
    public string? EntityPath { get; } = entityName;
    public ServiceBusFailureReason Reason { get; } = reason;
}

/// <summary>Why it did.</summary>
public enum ServiceBusFailureReason
{
    GeneralError = 0,
    MessagingEntityNotFound = 1,
    MessageLockLost = 2,
    MessageNotFound = 3,
    MessageSizeExceeded = 4,
    MessagingEntityDisabled = 5,
    QuotaExceeded = 6,
    ServiceBusy = 7,
    ServiceTimeout = 8,
    ServiceCommunicationProblem = 9,
    SessionCannotBeLocked = 10,
    SessionLockLost = 11,
    MessagingEntityAlreadyExists = 12,
}
