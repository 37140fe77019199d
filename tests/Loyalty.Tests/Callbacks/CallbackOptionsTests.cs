using System.ComponentModel.DataAnnotations;
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

    [Theory]
    [InlineData(0, "Schedule needs 1 to 50 delays.")]
    [InlineData(1, null)]
    [InlineData(50, null)]
    [InlineData(51, "Schedule needs 1 to 50 delays.")]
    public void A_schedule_has_1_to_50_delays(int delays, string? fault) =>
        Assert.Equal(fault, FaultOf([.. Enumerable.Repeat(TimeSpan.Zero, delays)]));

    [Fact]
    public void A_delay_is_0_to_7_days()
    {
        var week = TimeSpan.FromDays(7);
        Assert.Null(FaultOf([TimeSpan.Zero, week]));
        Assert.Equal("Each delay is from 0 to 7 days.", FaultOf([week + TimeSpan.FromSeconds(1)]));
        Assert.Equal("Each delay is from 0 to 7 days.", FaultOf([-TimeSpan.FromTicks(1)]));
    }

    private static string? FaultOf(TimeSpan[] schedule)
    {
        var options = new CallbackOptions { Schedule = schedule };
        return options.Validate(new ValidationContext(options)).SingleOrDefault()?.ErrorMessage;
    }

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
