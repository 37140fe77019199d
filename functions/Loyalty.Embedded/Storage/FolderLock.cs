namespace Loyalty.Embedded;

/// <summary>
/// Says that this process, and no other, has the data folder. The operating system drops it when the process ends, in
/// whichever way; so it never needs to be removed by hand, and leases found in the file are those of a dead process.
/// </summary>
internal sealed class FolderLock : IDisposable
{
    private readonly FileStream file;

    private FolderLock(FileStream file)
    {
        this.file = file;
    }

    /// <exception cref="EmbeddedStoreException">Another process, or another opening in this one, has the
    /// folder.</exception>
    public static FolderLock Take(string directory)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            return new FolderLock(new FileStream(Path.Combine(directory, "loyalty.lock"), options));
        }
        catch (IOException fault)
        {
            throw new EmbeddedStoreException(
                $"The data folder '{directory}' is in use by another process; stop it or choose another folder.",
                fault
            );
        }
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
