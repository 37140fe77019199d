using Loyalty.Local.Tests.House;

namespace Loyalty.Local.Tests.ApiReference;

/// <summary>
/// A test that needs node and the packages of <c>tests/openapi</c> (<c>npm ci --ignore-scripts</c> there). Skipped only
/// when they are missing; CI installs them and counts a skip as a failure.
/// </summary>
internal sealed class RequiresApiToolsFactAttribute : FactAttribute
{
    public RequiresApiToolsFactAttribute() =>
        Skip = Directory.Exists(Path.Combine(Folder, "node_modules"))
            ? null
            : "tests/openapi/node_modules is missing: run npm ci --ignore-scripts in tests/openapi.";

    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "openapi");
}
