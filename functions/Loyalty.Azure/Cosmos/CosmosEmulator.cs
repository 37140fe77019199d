using Microsoft.Azure.Cosmos;

namespace Loyalty.Azure.Cosmos;

/// <summary>
/// An account on this machine: Microsoft's emulator, or something that speaks its protocol. It cannot tell identities
/// apart, so it is reached by the key that Microsoft publishes for it, and what Azure's deployment makes is made here.
/// </summary>
internal static class CosmosEmulator
{
    /// <summary>The same for everyone, printed in Microsoft's documentation of the emulator; it opens nothing
    /// else.</summary>
    private const string PublishedKey =
        "C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==";

    /// <summary>Whether the endpoint is on this machine, so that no key ever leaves it.</summary>
    public static bool IsAt(Uri endpoint) => endpoint.IsLoopback;

    /// <summary>A client for it.</summary>
    public static CosmosClient Open(Uri endpoint, CosmosClientOptions options)
    {
        // It has no storage nodes to talk to, and in a container names addresses that are not seen from outside.
        options.ConnectionMode = ConnectionMode.Gateway;
        options.LimitToEndpoint = true;
        // Its certificate is made up at its start, and what is said does not leave the machine.
        options.ServerCertificateCustomValidationCallback = (_, _, _) => true;
        return new CosmosClient(endpoint.ToString(), PublishedKey, options);
    }
}
