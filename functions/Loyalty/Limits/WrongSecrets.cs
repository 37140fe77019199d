namespace Loyalty.Limits;

/// <summary>
/// How many wrong secrets an address may try, for one client id and in all, before nothing of it is hashed any more. A
/// place is taken before a secret is checked and given back if it was right: many that come at once are not let through
/// together.
/// </summary>
internal sealed class WrongSecrets(LimitOptions options, TimeProvider time)
{
    private readonly TokenBuckets pairs = PerMinute(options.WrongSecretsPerMinute, options, time);
    private readonly TokenBuckets addresses = PerMinute(options.WrongSecretsPerMinuteOfAddress, options, time);

    /// <summary>Takes a place.</summary>
    /// <returns>Null when there was one; else how long until there is.</returns>
    public TimeSpan? Take(ClientId client, string address) =>
        // The pair first: who tries one client's secrets does not use up the address of everybody behind it. It is not kept
        // for an address that is held back, or any number of ids would be.
        pairs.Wait(Pair(client, address))
        ?? addresses.Take(address)
        ?? pairs.Take(Pair(client, address));

    /// <summary>Gives a place back: the secret was right.</summary>
    public void GiveBack(ClientId client, string address)
    {
        pairs.GiveBack(Pair(client, address));
        addresses.GiveBack(address);
    }

    // No client id has a space.
    private static string Pair(ClientId client, string address) => $"{client} {address}";

    private static TokenBuckets PerMinute(int count, LimitOptions options, TimeProvider time) =>
        new(count / 60.0, count, options.MaxCallers, time);
}
