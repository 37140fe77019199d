using System.Runtime.CompilerServices;
using Loyalty.Catalog;
using Loyalty.Signing;

namespace Loyalty.Callbacks;

/// <summary>
/// Callback secrets as they were opened, so that not every attempt opens them. They are kept with the document of their
/// client and go with it: a change of the client, such as a new secret, makes another document.
/// </summary>
internal sealed class OpenedSecrets
{
    private readonly ConditionalWeakTable<Client, Kept> kept = [];

    /// <inheritdoc cref="CallbackSecret.TryOpenAll"/>
    public bool TryFind(Client client, DataKey key, DateTimeOffset now, out IReadOnlyList<StandardWebhook> secrets)
    {
        if (kept.TryGetValue(client, out var earlier) && earlier.Key == key && now < earlier.Until)
        {
            secrets = earlier.Secrets;
            return true;
        }

        var isOpen = CallbackSecret.TryOpenAll(client, key, now, out var opened);
        secrets = opened;
        if (isOpen)
            kept.AddOrUpdate(client, new Kept(key, NextChange(client, now), opened));
        return isOpen;
    }

    /// <summary>When the first of those that still sign no longer does.</summary>
    private static DateTimeOffset NextChange(Client client, DateTimeOffset now) =>
        client
            .FormerCallbackSecrets.Select(former => former.ExpiresAt)
            .Where(end => now < end)
            .DefaultIfEmpty(DateTimeOffset.MaxValue)
            .Min();

    private sealed record Kept(DataKey Key, DateTimeOffset Until, IReadOnlyList<StandardWebhook> Secrets);
}
