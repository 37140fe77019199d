using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Loyalty.Local.Demo;

namespace Loyalty.Local.Tests.Commands;

/// <summary><c>loyalty serve</c> and the commands that go with a running host.</summary>
public sealed class ServeCommandTests
{
    [RequiresShellFact("curl")]
    public async Task The_printed_curl_works_as_pasted_and_its_callback_arrives()
    {
        using var folder = new TestFolder();
        using var serve = LoyaltyProcess.Start([
            "serve",
            "--data",
            folder.Path,
            "--urls",
            "http://127.0.0.1:0",
            "--listen",
            "http://127.0.0.1:0",
        ]);
        await serve.SaysAsync("The balance before and after:\\s+(curl .*Bearer.*')");
        var output = serve.Output;
        var earn = output[output.IndexOf("curl -i", StringComparison.Ordinal)..];
        earn = earn[..earn.IndexOf("\n\n", StringComparison.Ordinal)];
        var balance = output[output.LastIndexOf("curl '", StringComparison.Ordinal)..];

        Assert.Contains("\"balance\":1000", await ShellAsync(balance), StringComparison.Ordinal);
        var answer = await ShellAsync(earn);
        Assert.Contains("202 Accepted", answer, StringComparison.Ordinal);
        Assert.Contains("\"status\":\"accepted\"", answer, StringComparison.Ordinal);
        await serve.SaysAsync("Callback: signature (verified) with");
        Assert.Contains("\"balance\":1010", await ShellAsync(balance), StringComparison.Ordinal);
        serve.Terminate();
        Assert.Equal(0, await serve.EndsAsync());
    }

    [Fact]
    public async Task A_second_host_on_the_folder_is_told_so_in_one_line()
    {
        using var folder = new TestFolder();
        var (serve, _) = await LoyaltyProcess.ServeAsync(folder.Path);
        using (serve)
        {
            var second = await LoyaltyProcess.RunAsync([
                "serve",
                "--data",
                folder.Path,
                "--urls",
                "http://127.0.0.1:0",
                "--listen",
                "off",
            ]);
            Assert.Equal(2, second.ExitCode);
            AssertOneLine(second.Errors, "in use by another process");
            Assert.Empty(second.Output);

            var verify = await LoyaltyProcess.RunAsync(["verify", "--data", folder.Path]);
            Assert.Equal(2, verify.ExitCode);
            AssertOneLine(verify.Errors, "in use by another process");

            serve.Terminate();
            Assert.Equal(0, await serve.EndsAsync());
        }
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_in_one_line()
    {
        using var folder = new TestFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var serve = await LoyaltyProcess.RunAsync([
            "serve",
            "--data",
            folder.Path,
            "--urls",
            $"http://{taken.LocalEndpoint}",
            "--listen",
            "off",
        ]);

        Assert.Equal(2, serve.ExitCode);
        AssertOneLine(serve.Errors, "Address already in use");
        Assert.Empty(serve.Output);
    }

    [Theory]
    [InlineData("loyalty.db")]
    [InlineData("keys.json")]
    public async Task A_damaged_folder_is_told_in_one_line(string file)
    {
        using var folder = new TestFolder();
        var path = Path.Combine(folder.Path, file);
        await File.WriteAllTextAsync(path, new string('x', 8192));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);

        var serve = await LoyaltyProcess.RunAsync([
            "serve",
            "--data",
            folder.Path,
            "--urls",
            "http://127.0.0.1:0",
            "--listen",
            "off",
        ]);

        Assert.Equal(2, serve.ExitCode);
        Assert.Single(serve.Errors.Trim().Split('\n'));
    }

    [Fact]
    public async Task Told_to_stop_it_finishes_what_is_in_hand()
    {
        using var folder = new TestFolder();
        await using var receiver = await CallbackReceiver.StartAsync(TimeProvider.System);
        var (serve, baseUrl) = await LoyaltyProcess.ServeAsync(folder.Path);
        using (serve)
        using (var http = new HttpClient { BaseAddress = baseUrl })
        {
            await serve.SaysAsync("(The balance before and after)");
            var demo = (await DemoFile.ReadAsync(folder.Path, default))!;
            var slow = new TaskCompletionSource();
            var inbox = receiver.Open().Answering(new ScriptedReply(204) { After = slow.Task });
            var partner = PartnerOf(demo, http);
            var accepted = await partner.SendAsync(
                new PointsBody(demo.UserId.Value, demo.EarnRuleId.Value, 5, "slow") { CallbackUrl = inbox.Url }
            );
            Assert.Equal(202, accepted.Status);
            await inbox.NextAsync();

            serve.Terminate();
            // Longer than the two seconds after which a command line would by default be cut off.
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => serve.EndsAsync(TimeSpan.FromSeconds(3)));
            slow.SetResult();

            Assert.Equal(0, await serve.EndsAsync());
            Assert.Single(inbox.Arrived);
        }

        var verify = await LoyaltyProcess.RunAsync(["verify", "--data", folder.Path]);
        Assert.Equal(0, verify.ExitCode);
        Assert.Contains("1 accepted requests (0 still to apply)", verify.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("digest")]
    [InlineData("rfc9421")]
    public async Task What_sign_prints_is_accepted(string form)
    {
        using var folder = new TestFolder();
        var (serve, baseUrl) = await LoyaltyProcess.ServeAsync(folder.Path);
        using (serve)
        using (var http = new HttpClient { BaseAddress = baseUrl })
        {
            await serve.SaysAsync("(The balance before and after)");
            var demo = (await DemoFile.ReadAsync(folder.Path, default))!;
            var partner = PartnerOf(demo, http);
            var json = new PointsBody(demo.UserId.Value, demo.EarnRuleId.Value, 5, "signed").ToJson();

            var sign = await LoyaltyProcess.RunAsync(["sign", "-", "--data", folder.Path, "--form", form], json);

            Assert.Equal(0, sign.ExitCode);
            Assert.Equal((202, 401), (await SendAsync(json), await SendAsync(json + " ")));

            async Task<int> SendAsync(string body)
            {
                var request = partner.Request(body, await partner.TokenAsync());
                foreach (var line in sign.Output.Trim().Split('\n'))
                    request.Headers.TryAddWithoutValidation(line.Split(": ")[0], line.Split(": ", 2)[1].Trim());
                return (await partner.SendAsync(request)).Status;
            }
        }
    }

    [Fact]
    public async Task Listen_prints_and_judges_callbacks()
    {
        using var folder = new TestFolder();
        var (serve, baseUrl) = await LoyaltyProcess.ServeAsync(folder.Path);
        using (serve)
        using (var http = new HttpClient { BaseAddress = baseUrl })
        {
            await serve.SaysAsync("(The balance before and after)");
            using var listen = LoyaltyProcess.Start(["listen", "--data", folder.Path, "--url", "http://127.0.0.1:0"]);
            var url = await listen.SaysAsync(@"Listening on (\S+),");
            var demo = (await DemoFile.ReadAsync(folder.Path, default))!;
            await PartnerOf(demo, http)
                .SendAsync(new PointsBody(demo.UserId.Value, demo.EarnRuleId.Value, 5, "heard") { CallbackUrl = url });

            await listen.SaysAsync("Callback: signature (verified) with .*; webhook-signature verified");
            await listen.SaysAsync("(\"requestId\":\"heard\")");
            using var forged = await http.PostAsync(url, new StringContent("{}"));
            Assert.Equal(HttpStatusCode.Unauthorized, forged.StatusCode);
            await listen.SaysAsync("Callback: signature (absent)");
            listen.Terminate();
            Assert.Equal(0, await listen.EndsAsync());
        }
    }

    [Fact]
    public async Task The_demo_goes_its_whole_way()
    {
        var demo = await LoyaltyProcess.RunAsync(["demo"]);

        Assert.True(demo.ExitCode == 0, demo.Output + demo.Errors);
        Assert.Empty(demo.Errors);
        Assert.Contains("\"balance\":1150", demo.Output, StringComparison.Ordinal);
    }

    private static void AssertOneLine(string text, string part)
    {
        Assert.Single(text.Trim().Split('\n'));
        Assert.Contains(part, text, StringComparison.Ordinal);
    }

    private static Partner PartnerOf(DemoFile demo, HttpClient http) => Partner.Of(demo, http, TimeProvider.System);

    private static async Task<string> ShellAsync(string command)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command);
        using var shell = Process.Start(start)!;
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return output;
    }
}
