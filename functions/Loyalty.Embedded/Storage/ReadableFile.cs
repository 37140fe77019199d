namespace Loyalty.Embedded;

/// <summary>
/// What a reader opens. To read a database with a write-ahead log, SQLite has to make files beside it, so one in a folder
/// that cannot be written to is opened as one that nobody changes; and where its host has died and left commits in the
/// log, which such an opening would pass over, both are copied elsewhere.
/// </summary>
internal sealed class ReadableFile : IDisposable
{
    private readonly DirectoryInfo? copy;

    private ReadableFile(string path, bool isStill, DirectoryInfo? copy = null)
    {
        Path = path;
        IsStill = isStill;
        this.copy = copy;
    }

    public string Path { get; }

    /// <summary>Whether it is to be opened without locks and log.</summary>
    public bool IsStill { get; }

    /// <exception cref="IOException">There is no room for a copy.</exception>
    public static ReadableFile Of(string path, bool folderIsWritable)
    {
        if (folderIsWritable)
            return new ReadableFile(path, isStill: false);
        var log = SqliteSession.LogOf(path);
        if (!File.Exists(log) || new FileInfo(log).Length == 0)
            return new ReadableFile(path, isStill: true);
        var folder = Directory.CreateTempSubdirectory("loyalty-");
        var copied = new ReadableFile(
            System.IO.Path.Combine(folder.FullName, System.IO.Path.GetFileName(path)),
            isStill: false,
            folder
        );
        try
        {
            File.Copy(path, copied.Path);
            File.Copy(log, SqliteSession.LogOf(copied.Path));
            return copied;
        }
        catch
        {
            copied.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => copy?.Delete(recursive: true);

    /// <summary>Makes an empty file for its owner alone; SQLite gives its other files the same mode.</summary>
    public static void CreatePrivate(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var created = new FileStream(path, options);
    }
}
