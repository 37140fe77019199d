namespace Loyalty.Tests.Signing;

/// <summary>The files that signing tests read, found from the root of the repository.</summary>
internal static class SigningFiles
{
    public static string Root { get; } = FindRoot();

    public static string Vector(string name) => File.ReadAllText(VectorPath(name));

    public static byte[] VectorBytes(string name) => File.ReadAllBytes(VectorPath(name));

    private static string VectorPath(string name) =>
        Path.Combine(Root, "tests", "Loyalty.Tests", "Signing", "Vectors", name);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LoyaltyFunctions.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException("No LoyaltyFunctions.sln above the tests.");
    }
}
