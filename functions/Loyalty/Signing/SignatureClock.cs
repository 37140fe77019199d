namespace Loyalty.Signing;

/// <summary>Judges the times of a signature, in whole seconds because that is what signatures carry.</summary>
internal sealed class SignatureClock(DateTimeOffset now, TimeSpan tolerance)
{
    private readonly long nowSeconds = now.ToUnixTimeSeconds();
    private readonly long toleranceSeconds = (long)tolerance.TotalSeconds;

    /// <param name="created">Unix seconds of at most 15 digits, so that no difference overflows.</param>
    /// <param name="expires">
    /// Unix seconds. No tolerance here: the signer chose the end, and RFC 9421 §2.3 holds a past one for expired.
    /// </param>
    public SignatureFault Judge(long created, long? expires)
    {
        if (nowSeconds - created > toleranceSeconds)
            return SignatureFault.TooOld;
        if (created - nowSeconds > toleranceSeconds)
            return SignatureFault.InFuture;
        return nowSeconds > expires ? SignatureFault.Expired : SignatureFault.None;
    }
}
