using Loyalty.Local.Tests.House;

namespace Loyalty.Clients.Tests;

/// <summary>A test that needs Node.js and the packages of a folder, which the build installs.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RequiresNodeFactAttribute : FactAttribute
{
    public RequiresNodeFactAttribute(string folder)
    {
        if (!File.Exists(Path.Combine(Repository.Root, "tests", folder, "node_modules", ".installed")))
            Skip = $"tests/{folder} has no packages: install Node.js (on Debian, apt-get install npm) and build again.";
    }
}
