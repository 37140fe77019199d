using Microsoft.Azure.Cosmos;

namespace Loyalty.Azure.Cosmos;

/// <summary>How the account is reached.</summary>
internal static class CosmosConnection
{
    /// <summary>A client that signs in with an identity; the emulator alone, which knows none, by its published key.
    /// Nothing is sent before its first use.</summary>
    public static CosmosClient Open(CosmosOptions options)
    {
        var endpoint =
            options.AccountEndpoint ?? throw new InvalidOperationException("Cosmos:AccountEndpoint is not set.");
        return CosmosEmulator.IsAt(endpoint)
            ? CosmosEmulator.Open(endpoint, ClientOptions(options))
            : new CosmosClient(endpoint.ToString(), SignIn.As(options.ClientId), ClientOptions(options));
    }

    public static CosmosClientOptions ClientOptions(CosmosOptions options) =>
        new()
        {
            ApplicationName = "Loyalty",
            ConnectionMode = options.Direct ? ConnectionMode.Direct : ConnectionMode.Gateway,
            MaxRetryAttemptsOnRateLimitedRequests = options.ThrottledRetries,
            MaxRetryWaitTimeOnRateLimitedRequests = options.ThrottledWait,
            RequestTimeout = options.RequestTimeout,
            // What was written is known here; sending it back would only cost bytes.
            EnableContentResponseOnWrite = false,
        };
}
