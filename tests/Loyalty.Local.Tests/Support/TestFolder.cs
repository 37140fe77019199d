namespace Loyalty.Local.Tests.Support;

/// <summary>A data folder of its own, removed with everything in it.</summary>
internal sealed class TestFolder : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("loyalty-test-");

    public string Path => folder.FullName;

    public string Database => System.IO.Path.Combine(Path, "loyalty.db");

    public void Dispose() => folder.Delete(recursive: true);
}
