using Loyalty.Catalog;
using Loyalty.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Settings;

/// <summary>How options are registered.</summary>
public sealed class SettingServicesTests
{
    [Fact]
    public void Options_are_read_and_checked_once_at_the_start()
    {
        var check = new CountingCheck();
        var configuration = new ConfigurationManager { ["Catalog:CacheFor"] = "00:00:07" };
        var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSingleton<IValidateOptions<CatalogOptions>>(check);
        services.AddSettings<CatalogOptions>("Catalog");
        using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Validate();
        var options = provider.GetRequiredService<IOptions<CatalogOptions>>().Value;

        Assert.Equal(TimeSpan.FromSeconds(7), options.CacheFor);
        Assert.Equal(1, check.Count);
    }

    private sealed class CountingCheck : IValidateOptions<CatalogOptions>
    {
        public int Count { get; private set; }

        public ValidateOptionsResult Validate(string? name, CatalogOptions options)
        {
            Count++;
            return ValidateOptionsResult.Success;
        }
    }
}
