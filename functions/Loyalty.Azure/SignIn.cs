using Azure.Core;
using Azure.Identity;

namespace Loyalty.Azure;

/// <summary>How the app proves to Azure's services who it is: by tokens, never by a key.</summary>
internal static class SignIn
{
    /// <summary>A credential for all calls to one service. Nothing is sent before its first use.</summary>
    /// <param name="clientId">The user-assigned managed identity; empty = whatever the machine offers.</param>
    public static TokenCredential As(string clientId) =>
        clientId.Length == 0
            ? new DefaultAzureCredential()
            : new ManagedIdentityCredential(ManagedIdentityId.FromUserAssignedClientId(clientId));
}
