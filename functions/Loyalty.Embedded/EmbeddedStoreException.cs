namespace Loyalty.Embedded;

/// <summary>
/// The embedded store cannot be opened, or SQLite reported a fault: no room on the disk, a file that cannot be read.
/// Nothing of the failed call is stored.
/// </summary>
public sealed class EmbeddedStoreException : UnavailableException
{
    public EmbeddedStoreException(string message, Exception? innerException = null)
        : base(message, innerException) { }

    internal EmbeddedStoreException(int code, string message)
        : base($"SQLite error {code}: {message}")
    {
        Code = code;
    }

    /// <summary>SQLite's extended result code; 0 when the fault is not SQLite's.</summary>
    public int Code { get; }
}
