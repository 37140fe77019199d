using SQLitePCL;

namespace Loyalty.Embedded;

/// <summary>
/// The embedded store cannot be opened, or SQLite reported a fault: no room on the disk, a file that cannot be read.
/// Nothing of the failed call is stored.
/// </summary>
public sealed class EmbeddedStoreException : UnavailableException
{
    public EmbeddedStoreException(string message, Exception? innerException = null)
        : base(message, innerException) { }

    internal EmbeddedStoreException(int code, string path, string message)
        : base($"SQLite error {code} with '{path}': {message}. {AdviceOn(code & 0xff)}")
    {
        Code = code;
    }

    /// <summary>SQLite's extended result code; 0 when the fault is not SQLite's.</summary>
    public int Code { get; }

    private static string AdviceOn(int code) =>
        code switch
        {
            raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB => "Restore the file from a backup.",
            raw.SQLITE_FULL => "Make room on the disk.",
            raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM => "Give this user access to its folder.",
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => "End the other program that has it open.",
            _ => "Check the disk and the folder.",
        };
}
