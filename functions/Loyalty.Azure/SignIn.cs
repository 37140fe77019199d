using Azure.Core;
using Azure.Identity;

namespace Loyalty.Azure;

/// <summary>How the app proves to Azure's services who it is: by tokens, never by a key.</summary>
internal static class SignIn
{
    /// <summary>What the Functions host reads in the section of a connection that signs in by tokens. Ours are of the same
    /// name, so that one section serves both.</summary>
    public static IReadOnlyList<string> OfHost { get; } =
    ["credential", "tenantId", "clientSecret", "managedIdentityResourceId"];

    /// <summary>A credential for all calls to one service. Nothing is sent before its first use.</summary>
    /// <param name="clientId">The user-assigned managed identity; empty = whatever the machine offers.</param>
    public static TokenCredential As(string clientId) =>
        clientId.Length == 0
            ? new DefaultAzureCredential()
            : new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId));
}
