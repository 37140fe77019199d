using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Loyalty.Local.Tests.ApiReference;

/// <summary>The guide for partners' developers: what it tells them to paste is run here as it stands.</summary>
public sealed class GuideTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    [RequiresShellFact("curl", "openssl", "od", "sed", "tr")]
    public async Task Its_commands_send_a_signed_request_and_check_the_callback()
    {
        if (await CommandsAsync("Integrating") is not [var send, var unsigned, var check, var balance])
            throw new InvalidOperationException("The guide has other commands.");
        using var folder = new TestFolder();
        var partner = fixture.Demo.Partner;
        await File.WriteAllTextAsync(Path.Combine(folder.Path, "key.pem"), partner.PrivateKeyPem);
        var inbox = fixture.Receiver.Open();

        var before = (await fixture.BalanceAsync(fixture.Demo.UserId.Value)).Field("balance")!;
        var answer = await ShellAsync(
            folder,
            // Unsigned, the same body is the same request, and is answered as one that has come again.
            send + unsigned + "printf '\n'\n" + balance,
            ("host", fixture.Host.BaseUrl.GetLeftPart(UriPartial.Authority)),
            ("org_id", fixture.Demo.OrgId.Value),
            ("client_id", partner.ClientId.Value),
            ("client_secret", partner.ClientSecret),
            ("key_id", partner.KeyId),
            ("rule_id", fixture.Demo.EarnRuleId.Value),
            ("user_id", fixture.Demo.UserId.Value),
            ("request_id", Names.Next("guide")),
            ("callback_url", inbox.Url)
        );

        // A signature that is sent must verify, whatever the client's policy.
        Assert.Equal(2, Regex.Count(answer, "202 Accepted"));
        Assert.Contains("Idempotency-Replayed: true", answer, StringComparison.OrdinalIgnoreCase);
        var shown = JsonNode.Parse(answer.Split('\n')[^1])!;
        Assert.Equal(fixture.Demo.OrgId.Value, shown["orgId"]!.GetValue<string>());
        Assert.InRange(shown["balance"]!.GetValue<long>(), long.Parse(before), long.Parse(before) + 10);
        var callback = await inbox.NextAsync();
        Assert.Equal("10", callback["point"]);
        var expected = await ShellAsync(
            folder,
            check,
            ("callback_secret", partner.CallbackSecret),
            ("webhook_id", callback.Headers["webhook-id"].ToString()),
            ("webhook_timestamp", callback.Headers["webhook-timestamp"].ToString()),
            ("body", callback.Text)
        );
        Assert.Contains(expected.Trim(), callback.Headers["webhook-signature"].ToString().Split(' '));
    }

    [RequiresShellFact("curl", "sed")]
    public async Task Its_commands_assign_points_to_a_user()
    {
        var (token, assign) = (
            (await CommandsAsync("Integrating"))[0].Split("\n\n")[0],
            await CommandsAsync("Loyalty user")
        );

        var answer = await AnswerAsync($"{token}\n{Assert.Single(assign)}");

        Assert.Contains("200 OK", answer, StringComparison.Ordinal);
        Assert.Contains("\"pointsEarned\":25", answer, StringComparison.Ordinal);
    }

    [RequiresShellFact("curl", "sed")]
    public async Task Its_commands_issue_points_of_a_program()
    {
        var answer = await AnswerAsync(string.Concat(await CommandsAsync("Programs aggregator")));

        Assert.Contains("200 OK", answer, StringComparison.Ordinal);
        Assert.Contains("\"isValid\":true", answer, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(answer, "\"referenceNumber\""));
    }

    [RequiresShellFact("curl", "sed")]
    public async Task Its_commands_redeem_points_at_a_till_and_take_them_back()
    {
        var member = await fixture.Setup.MemberAsync(100);
        await fixture.Setup.PutAsync(member with { Email = "guide@example.com" });

        var answer = await AnswerAsync(
            string.Join("printf '\\n'\n", await CommandsAsync("Point of sale")),
            member.MemberId
        );

        Assert.Contains("\"is_redeemable\":\"true\"", answer, StringComparison.Ordinal);
        Assert.Contains("Validation Code Issued by SMS/Email", answer, StringComparison.Ordinal);
        Assert.Contains("\"code\":800,\"message\":\"Points Redeemed\"", answer, StringComparison.Ordinal);
        Assert.Contains("<code>800</code><message>Points Redeemed</message>", answer, StringComparison.Ordinal);
        Assert.Contains("\"message\":\"Points Reverted\"", answer, StringComparison.Ordinal);
    }

    private async Task<string> AnswerAsync(string commands, MemberId? user = null)
    {
        using var folder = new TestFolder();
        var partner = fixture.Demo.Partner;
        return await ShellAsync(
            folder,
            commands,
            ("host", fixture.Host.BaseUrl.GetLeftPart(UriPartial.Authority)),
            ("client_id", partner.ClientId.Value),
            ("client_secret", partner.ClientSecret),
            ("partner", "Demo Shop"),
            ("program_id", Setup.Program.Value),
            ("user_id", (user ?? fixture.Demo.UserId).Value),
            ("request_id", Names.Next("guide"))
        );
    }

    private async Task<List<string>> CommandsAsync(string name)
    {
        var document = JsonNode.Parse(await fixture.Http.GetStringAsync("/openapi.json"))!;
        var guide = document["tags"]!.AsArray().Single(tag => tag!["name"]!.GetValue<string>() == name)!;
        var fences = Regex.Matches(
            guide["description"]!.GetValue<string>(),
            "^```sh\n(?<commands>.*?)^```$",
            RegexOptions.Multiline | RegexOptions.Singleline,
            TimeSpan.FromSeconds(1)
        );
        return [.. fences.Select(fence => fence.Groups["commands"].Value)];
    }

    private static async Task<string> ShellAsync(
        TestFolder folder,
        string commands,
        params (string Name, string Value)[] variables
    )
    {
        var start = new ProcessStartInfo("/bin/sh", ["-euc", commands])
        {
            UseShellExecute = false,
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var shell = Process.Start(start)!;
        var errors = shell.StandardError.ReadToEndAsync();
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        Assert.Equal(0, shell.ExitCode);
        Assert.Equal("", await errors);
        return output;
    }
}
