using System.Diagnostics;

namespace Loyalty.Local.Bench.Servers;

/// <summary>Starts this program again, with other arguments.</summary>
internal static class ThisProgram
{
    private const string Listens = "listens on ";

    /// <summary>Starts it; it becomes ready when it tells where it listens.</summary>
    public static ChildProcess Launch(params IEnumerable<string> arguments)
    {
        var path = Environment.ProcessPath ?? throw new InvalidOperationException("This program has no file.");
        var start = new ProcessStartInfo(path);
        // Started as `dotnet Loyalty.Local.dll`, the process is dotnet and the program its first argument.
        if (Path.GetFileNameWithoutExtension(path).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
            start.ArgumentList.Add(typeof(ThisProgram).Assembly.Location);
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        return ChildProcess.Launch(start, line => line.Contains(Listens, StringComparison.Ordinal));
    }

    /// <summary>Where a child of <see cref="Launch"/> listens.</summary>
    public static async Task<Uri> UrlAsync(this ChildProcess child, CancellationToken cancellationToken)
    {
        var line = await child.ReadyAsync(cancellationToken);
        return new Uri(line[(line.IndexOf(Listens, StringComparison.Ordinal) + Listens.Length)..].Trim());
    }
}
