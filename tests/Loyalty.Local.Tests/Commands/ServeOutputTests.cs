using System.Text.RegularExpressions;
using Loyalty.Local.Demo;
using Loyalty.Local.Tests.House;

namespace Loyalty.Local.Tests.Commands;

/// <summary>What <c>loyalty serve</c> tells the one who runs it.</summary>
public sealed class ServeOutputTests
{
    [Fact]
    public async Task Without_a_demo_an_empty_folder_gets_a_next_step_and_the_end_is_told()
    {
        using var folder = new TestFolder();
        using var serve = LoyaltyProcess.Start(["--no-demo", "--data", folder.Path, "--urls", "http://127.0.0.1:0"]);
        await serve.SaysAsync("There is no organisation yet.*(POST /manage/setup)");

        serve.Terminate();

        Assert.Equal(0, await serve.EndsAsync());
        Assert.Matches(@"Stopping: .*\s+Stopped\.", serve.Output);
    }

    [Fact]
    public async Task A_log_line_has_its_time_and_trace_and_names_only_what_is_known()
    {
        using var folder = new TestFolder();
        var (serve, baseUrl) = await LoyaltyProcess.ServeAsync(folder.Path);
        using (serve)
        using (var http = new HttpClient { BaseAddress = baseUrl })
        {
            await serve.SaysAsync("(The balance before and after)");
            var demo = (await DemoFile.ReadAsync(folder.Path, default))!;
            // The discard port, on which nobody answers.
            await Partner
                .Of(demo, http, TimeProvider.System)
                .SendAsync(
                    new PointsBody(demo.UserId.Value, demo.EarnRuleId.Value, 5, "unheard")
                    {
                        CallbackUrl = "http://127.0.0.1:9/",
                    }
                );

            var line = await serve.SaysAsync("(?m)^(.*attempt 1 failed.*)$");

            const string Form =
                @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z warn: Loyalty\.Callbacks\.CallbackHandler\[3002\] => "
                + @"TraceId:[0-9a-f]{32} Callback \S+ to \S+: attempt 1 failed \(connect\); it will be retried\s*$";
            Assert.Matches(Form, line);
            var page = Repository.Read("functions/operating.md").Split('\n');
            Assert.Single(page, shown => Regex.IsMatch(shown, Form, RegexOptions.None, TimeSpan.FromSeconds(1)));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Outside_development_there_is_neither_demo_nor_token(bool wasInDevelopment)
    {
        using var folder = new TestFolder();
        if (wasInDevelopment)
        {
            var (before, _) = await LoyaltyProcess.ServeAsync(folder.Path);
            using (before)
            {
                before.Terminate();
                await before.EndsAsync();
            }
        }

        var written = File.GetLastWriteTimeUtc(DemoFile.PathIn(folder.Path));
        var (serve, _) = await LoyaltyProcess.ServeAsync(folder.Path, ("ASPNETCORE_ENVIRONMENT", "Production"));
        using (serve)
        {
            serve.Terminate();
            Assert.Equal(0, await serve.EndsAsync());
        }

        Assert.DoesNotContain("Bearer", serve.Output, StringComparison.Ordinal);
        Assert.Equal(wasInDevelopment, File.Exists(DemoFile.PathIn(folder.Path)));
        Assert.Equal(written, File.GetLastWriteTimeUtc(DemoFile.PathIn(folder.Path)));
        Assert.Equal(
            !wasInDevelopment,
            serve.Output.Contains("There is no organisation yet", StringComparison.Ordinal)
        );
    }
}
