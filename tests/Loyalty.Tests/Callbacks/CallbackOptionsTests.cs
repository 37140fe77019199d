using Loyalty.Callbacks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Callbacks;

public sealed class CallbackOptionsTests
{
    [Fact]
    public void Without_settings_nothing_inside_can_be_reached()
    {
        var options = Bind();
        Assert.False(options.AllowLoopbackAndHttp);
        Assert.Equal((TimeSpan.FromSeconds(10), 0.2), (options.Timeout, options.Jitter));
        Assert.Null(options.Schedule);
        Assert.Equal(10, RetrySchedule.Default.Count);
    }

    [Fact]
    public void A_schedule_in_the_configuration_replaces_the_list_and_is_not_added_to_it() =>
        Assert.Equal(
            [TimeSpan.Zero, TimeSpan.FromMinutes(1)],
            Bind(("Schedule:0", "00:00:00"), ("Schedule:1", "00:01:00")).Schedule!
        );

    [Theory]
    [InlineData("Schedule:0", "-00:00:01")]
    [InlineData("Schedule:0", "8.00:00:00")]
    [InlineData("Jitter", "1")]
    [InlineData("Jitter", "-0.1")]
    [InlineData("Timeout", "00:00:00")]
    [InlineData("ConnectTimeout", "01:00:00")]
    [InlineData("MaxRetryAfter", "-00:00:01")]
    [InlineData("MaxAttempts", "0")]
    [InlineData("MaxConnectionsPerHost", "0")]
    public void A_setting_out_of_range_is_found_at_start_up(string name, string value) =>
        Assert.Throws<OptionsValidationException>(() => Bind((name, value)));

    private static CallbackOptions Bind(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create($"Callbacks:{setting.Name}", (string?)setting.Value))
        );
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration.Build())
            .AddLoyalty()
            .BuildServiceProvider();
        return services.GetRequiredService<IOptions<CallbackOptions>>().Value;
    }
}
