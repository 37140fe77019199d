using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using Loyalty.Catalog;
using Loyalty.Signing;

namespace Loyalty.Callbacks;

/// <summary>
/// How the secret that a client and we share for <c>webhook-signature</c> is kept: as <c>whsec_…</c>, sealed by the data key
/// for this one client, in <see cref="Client.SealedCallbackSecret"/>.
/// </summary>
public static class CallbackSecret
{
    /// <summary>Seals the secret for the client.</summary>
    public static string Seal(StandardWebhook secret, ClientId client, DataKey key)
    {
        var text = Encoding.UTF8.GetBytes(secret.ExportSecret());
        try
        {
            return key.Seal(text, DataKey.CallbackSecretOf(client));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <summary>
    /// The secrets that sign a client's callbacks now: the present one, and those that were replaced a short while ago.
    /// Empty when it has none; false when one of them cannot be opened.
    /// </summary>
    internal static bool TryOpenAll(Client client, DataKey key, DateTimeOffset now, out List<StandardWebhook> secrets)
    {
        secrets = [];
        var live = client.FormerCallbackSecrets.Where(former => now < former.ExpiresAt).Select(former => former.Sealed);
        foreach (var box in client.SealedCallbackSecret is { } present ? live.Prepend(present) : live)
        {
            if (!TryOpen(box, client.ClientId, key, out var secret))
                return false;
            secrets.Add(secret);
        }

        return true;
    }

    /// <summary>Opens what <see cref="Seal"/> made for the same client; anything else is false.</summary>
    public static bool TryOpen(
        string sealedSecret,
        ClientId client,
        DataKey key,
        [NotNullWhen(true)] out StandardWebhook? secret
    )
    {
        secret = null;
        if (!key.TryOpen(sealedSecret, DataKey.CallbackSecretOf(client), out var text))
            return false;
        try
        {
            return StandardWebhook.TryParse(Encoding.UTF8.GetString(text), out secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }
}
