using Azure.Core;
using Azure.Identity;
using Microsoft.Azure.Cosmos;

namespace Loyalty.Azure.Cosmos;

/// <summary>How the account is reached.</summary>
internal static class CosmosConnection
{
    /// <summary>A client that signs in without keys. Nothing is sent before its first use.</summary>
    public static CosmosClient Open(CosmosOptions options) =>
        new(
            options.AccountEndpoint?.ToString()
                ?? throw new InvalidOperationException("Cosmos:AccountEndpoint is not set."),
            CredentialFor(options),
            ClientOptions(options)
        );

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

    private static TokenCredential CredentialFor(CosmosOptions options) =>
        options.ClientId.Length == 0
            ? new DefaultAzureCredential()
            : new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(options.ClientId));
}
