using Azure.Messaging.ServiceBus;

namespace Loyalty.Azure.ServiceBus;

/// <summary>How the namespace is reached.</summary>
internal static class ServiceBusConnection
{
    /// <summary>The emulator's, the same for everyone and printed in Microsoft's documentation; it opens nothing
    /// else.</summary>
    private const string PublishedKey =
        "SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true";

    /// <summary>A client that signs in with an identity; the emulator alone, which knows none and speaks no TLS, is reached
    /// by its published key. Nothing is sent before its first use.</summary>
    public static ServiceBusClient Open(ServiceBusOptions options) =>
        IsEmulator(options.FullyQualifiedNamespace)
            ? new($"Endpoint=sb://{options.FullyQualifiedNamespace};{PublishedKey}", ClientOptions(options))
            : new(options.FullyQualifiedNamespace, SignIn.As(options.ClientId), ClientOptions(options));

    public static ServiceBusClientOptions ClientOptions(ServiceBusOptions options) =>
        new()
        {
            RetryOptions = new ServiceBusRetryOptions
            {
                CustomRetryPolicy = new ServiceBusRetries(options),
                // Also said here: it is the limit of what no policy is asked about.
                TryTimeout = options.TryTimeout,
            },
        };

    /// <summary>Whether the namespace is on this machine, so that neither key nor plain text ever leaves it.</summary>
    private static bool IsEmulator(string host) =>
        Uri.TryCreate($"sb://{host}", UriKind.Absolute, out var address) && address.IsLoopback;
}
