using Loyalty.Local.Tests.House;

namespace Loyalty.Local.Tests.ApiReference;

/// <summary>A test that needs Node.js and the packages of <c>tests/openapi</c>, which the build installs.</summary>
internal sealed class RequiresApiToolsFactAttribute : FactAttribute
{
    public RequiresApiToolsFactAttribute() =>
        Skip = File.Exists(Path.Combine(Folder, "node_modules", ".installed"))
            ? null
            : "tests/openapi has no packages: install Node.js (on Debian, apt-get install npm) and build again.";

    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "openapi");
}
