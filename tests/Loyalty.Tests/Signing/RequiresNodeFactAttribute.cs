namespace Loyalty.Tests.Signing;

/// <summary>A test that needs Node.js and the packages of <c>tests/interop</c>, which the build installs.</summary>
internal sealed class RequiresNodeFactAttribute : FactAttribute
{
    public RequiresNodeFactAttribute() =>
        Skip = File.Exists(Path.Combine(Folder, "node_modules", ".installed"))
            ? null
            : "tests/interop has no packages: install Node.js (on Debian, apt-get install npm) and build again.";

    public static string Folder { get; } = Path.Combine(SigningFiles.Root, "tests", "interop");
}
