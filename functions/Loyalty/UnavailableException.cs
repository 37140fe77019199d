namespace Loyalty;

/// <summary>
/// Something that the product stands on does not answer right now. Nothing is lost; the same request or message can come
/// again.
/// </summary>
public class UnavailableException(string message, Exception? innerException = null, TimeSpan? retryAfter = null)
    : Exception(message, innerException)
{
    /// <summary>How long to wait before coming again.</summary>
    public TimeSpan RetryAfter { get; } = retryAfter ?? TimeSpan.FromSeconds(1);
}
