namespace Loyalty.Embedded;

/// <summary>
/// Says that this process, and no other, has the data folder. The operating system drops it when the process ends, in
/// whichever way; so it never needs to be removed by hand, and leases found in the file are those of a dead process.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private const int WouldBlock = 11;
    private const int WouldBlockOnMac = 35;
    private const int SharingViolation = unchecked((int)0x80070020);

    private readonly FileStream? file;

    private FolderLock(FileStream? file, bool isWritable)
    {
        this.file = file;
        IsWritable = isWritable;
    }

    /// <summary>Whether files can be made in the folder.</summary>
    public bool IsWritable { get; }

    /// <param name="directory">The folder.</param>
    /// <param name="readOnly">Whether it is enough to read; then it may be on a medium that cannot be written to.</param>
    /// <exception cref="EmbeddedStoreException">Another process, or another opening in this one, has the folder, or it cannot
    /// be used; the message says which.</exception>
    public static FolderLock Take(string directory, bool readOnly) =>
        TryTake(directory, readOnly)
        ?? throw new EmbeddedStoreException(
            $"The data folder '{directory}' is in use by another process; stop it or choose another folder."
        );

    /// <summary>As <see cref="Take"/>; null when it is in use.</summary>
    public static FolderLock? TryTake(string directory, bool readOnly)
    {
        var path = Path.Combine(directory, "loyalty.lock");
        try
        {
            return new FolderLock(Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite), isWritable: true);
        }
        catch (IOException fault) when (IsInUse(fault))
        {
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return readOnly
                ? TakeToRead(directory, path)
                : throw new EmbeddedStoreException(
                    $"The data folder '{directory}' cannot be written to: {fault.Message}",
                    fault
                );
        }
    }

    /// <summary>No lock, for a folder that nobody else knows of.</summary>
    public static FolderLock None() => new(file: null, isWritable: false);

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();

    private static FolderLock? TakeToRead(string directory, string path)
    {
        // A host that reaches the folder by another way, where it can be written to, has made the file.
        try
        {
            return new FolderLock(
                File.Exists(path) ? Open(path, FileMode.Open, FileAccess.Read) : null,
                isWritable: false
            );
        }
        catch (IOException fault) when (IsInUse(fault))
        {
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedStoreException($"The data folder '{directory}' cannot be read: {fault.Message}", fault);
        }
    }

    private static FileStream Open(string path, FileMode mode, FileAccess access)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = access,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (mode != FileMode.Open && !OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    private static bool IsInUse(IOException fault) =>
        fault.HResult is WouldBlock or WouldBlockOnMac or SharingViolation;
}
