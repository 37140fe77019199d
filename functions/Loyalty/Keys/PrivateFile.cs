using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Loyalty.Keys;

/// <summary>
/// A file that only its owner may read (mode 0600) and that is always whole: it is written beside its place, brought to
/// the disk, and only then renamed. On Windows the folder's access list protects it instead of a mode.
/// </summary>
public static class PrivateFile
{
    private const int ReadOnly = 0;
    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead
        | UnixFileMode.GroupWrite
        | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead
        | UnixFileMode.OtherWrite
        | UnixFileMode.OtherExecute;

    /// <summary>False, and nothing is changed, when another process was first.</summary>
    public static bool TryCreate(string path, byte[] content)
    {
        var written = WriteBeside(path, content);
        try
        {
            File.Move(written, path, overwrite: false);
            SyncFolder(path);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(written);
            return false;
        }
    }

    /// <summary>Puts the content in the place of the file.</summary>
    public static void Replace(string path, byte[] content)
    {
        File.Move(WriteBeside(path, content), path, overwrite: true);
        SyncFolder(path);
    }

    /// <exception cref="UnauthorizedAccessException">Somebody else than the owner can read or write the
    /// file.</exception>
    public static void DemandPrivate(string path)
    {
        if (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & Others) == UnixFileMode.None)
            return;
        throw new UnauthorizedAccessException(
            $"The key file {path} holds private keys, but others than its owner have access to it. "
                + "If nobody else has read it, run chmod 600 on it; otherwise replace it."
        );
    }

    private static string WriteBeside(string path, byte[] content)
    {
        if (Path.GetDirectoryName(path) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        var beside = $"{path}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}.new";
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Mode;
        using var file = new FileStream(beside, options);
        file.Write(content);
        file.Flush(flushToDisk: true);
        return beside;
    }

    /// <summary>Brings a name to the disk: that of a file or folder that was just made or renamed.</summary>
    public static void SyncFolder(string path)
    {
        // A name is on the disk once its folder is. .NET opens no folders, so libc is asked. Some file systems refuse, and
        // then there is nothing more to be done: the answer is not checked.
        if (OperatingSystem.IsWindows())
            return;
        var folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? "/";
        var descriptor = OpenFolder(Encoding.UTF8.GetBytes(folder + '\0'), ReadOnly);
        if (descriptor < 0)
            return;
        _ = Sync(descriptor);
        _ = Close(descriptor);
    }

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenFolder(byte[] path, int flags);

    [DllImport("libc", EntryPoint = "fsync")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
