using Loyalty.Local.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Local.Tests.Hosting;

/// <summary>What the local host is made of.</summary>
public sealed class HostServicesTests
{
    [Fact]
    public async Task Every_service_can_be_made()
    {
        using var folder = new TestFolder();
        IServiceCollection? all = null;
        await using var host = await LocalHost.StartAsync(
            new Dictionary<string, string?>
            {
                ["Embedded:DataDirectory"] = folder.Path,
                ["urls"] = "http://127.0.0.1:0",
            },
            services => all = services,
            CancellationToken.None
        );

        var validated = all!.BuildServiceProvider(
            new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }
        );

        await validated.DisposeAsync();
    }
}
