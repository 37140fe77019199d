using System.Globalization;
using System.Runtime.InteropServices;

namespace Loyalty.Bench.Reporting;

/// <summary>What figures of a run depend on.</summary>
/// <param name="Cores">Logical processors that this process may use.</param>
/// <param name="Cpu">The processor's name.</param>
/// <param name="OperatingSystem">Its name and version.</param>
/// <param name="Runtime">The runtime that it is all run by.</param>
/// <param name="MemoryBytes">Memory that this process may use.</param>
/// <param name="LoadAverage">Of the minute before the run: others use the machine when it is not near 0. Null where that is
/// not known.</param>
/// <param name="FileSystem">Of the folder that temporary folders are made in.</param>
/// <param name="FsyncMicroseconds">Median time to write 4 KiB at the end of a file and flush it to the disk.</param>
internal sealed record MachineFacts(
    int Cores,
    string Cpu,
    string OperatingSystem,
    string Runtime,
    long MemoryBytes,
    double? LoadAverage,
    string FileSystem,
    double FsyncMicroseconds
)
{
    private const int Flushes = 100;

    /// <summary>The facts of this machine; the disk is the one that holds the folder.</summary>
    public static MachineFacts Read(string folder, TimeProvider time) =>
        new(
            Environment.ProcessorCount,
            CpuModel(),
            RuntimeInformation.OSDescription,
            RuntimeInformation.FrameworkDescription,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            Load(),
            new DriveInfo(folder).DriveFormat,
            FsyncTime(folder, time)
        );

    private static string CpuModel()
    {
        const string source = "/proc/cpuinfo";
        var line = File.Exists(source)
            ? File.ReadLines(source).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    private static double? Load()
    {
        const string source = "/proc/loadavg";
        return File.Exists(source)
            ? double.Parse(File.ReadAllText(source).Split(' ')[0], CultureInfo.InvariantCulture)
            : null;
    }

    private static double FsyncTime(string folder, TimeProvider time)
    {
        using var file = new FileStream(
            Path.Combine(folder, Path.GetRandomFileName()),
            new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.Write,
                Options = FileOptions.DeleteOnClose,
            }
        );
        var page = new byte[4096];
        var times = new List<double>(Flushes);
        for (var flush = 0; flush < Flushes; flush++)
        {
            var started = time.GetTimestamp();
            file.Write(page);
            file.Flush(flushToDisk: true);
            times.Add(time.GetElapsedTime(started).TotalMicroseconds);
        }

        return Spread.Of(times).Median;
    }
}
