namespace Loyalty.Bench;

/// <summary>Temporary folders on a real disk.</summary>
internal static class WorkFolder
{
    /// <summary>
    /// Where temporary folders are made unless told otherwise: the system's place for them, or <c>/var/tmp</c> when that
    /// one is in memory, where a flush to disk costs nothing.
    /// </summary>
    public static string Default
    {
        get
        {
            var usual = Path.GetTempPath();
            var isInMemory = OperatingSystem.IsLinux() && new DriveInfo(usual).DriveFormat is "tmpfs" or "ramfs";
            return isInMemory ? "/var/tmp" : usual;
        }
    }

    /// <summary>Makes an empty folder that only its owner can enter.</summary>
    public static DirectoryInfo Create(string parent)
    {
        var path = Path.Combine(parent, "loyalty-bench-" + Path.GetRandomFileName());
        return OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(path)
            : Directory.CreateDirectory(
                path,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
    }

    /// <summary>Removes a folder and all in it, when it is there.</summary>
    public static void Delete(DirectoryInfo folder)
    {
        if (Directory.Exists(folder.FullName))
            folder.Delete(recursive: true);
    }
}
