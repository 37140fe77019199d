using System.Diagnostics;
using System.Text.Json;
using GeneratedClient;
using GeneratedClient.Models;
using Loyalty.Local.Tests.House;
using Loyalty.Local.Tests.Support;
using Microsoft.Kiota.Abstractions.Authentication;
using Microsoft.Kiota.Http.HttpClientLibrary;

namespace Loyalty.Clients.Tests;

/// <summary>
/// Clients that tools make of the API document, compiled strictly and run against a host: token, points, poll, balance,
/// reverse, overview, with more points than 32 bits hold.
/// </summary>
public sealed class GeneratedClientTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private const long Amount = 1_000_000_000;
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "clients");

    [Fact]
    public async Task Kiotas_for_CSharp_goes_the_whole_way()
    {
        var demo = fixture.Demo;
        var partner = await ClientOfAsync(demo.Partner.ClientId.Value, demo.Partner.ClientSecret);
        var owner = await ClientOfAsync(demo.Owner.ClientId.Value, demo.Owner.ClientSecret);
        var before = await BalanceAsync();
        Guid? transactionId = null;
        for (var n = 0; n < 3; n++)
        {
            var requestId = Names.Next("kiota");
            var accepted = await partner.Points.PostAsync(
                new PointsRequest
                {
                    UserId = demo.UserId.Value,
                    RuleId = demo.EarnRuleId.Value,
                    Amount = Amount,
                    RequestId = requestId,
                }
            );
            transactionId = accepted!.TransactionId;
            await Eventually.TrueAsync(
                "the request is applied",
                async () => (await partner.Points.Requests[requestId].GetAsync())!.Status == RequestState_status.Success
            );
        }

        var balance = await BalanceAsync();
        var reversed = await owner
            .Manage.Transactions[transactionId!.Value]
            .Reverse.PostAsync(new ReversalInput { Points = 1, Reason = "One too many" });
        var overview = await owner.Manage.Overview.GetAsync(request =>
            request.QueryParameters.ProgramId = demo.ProgramId.Value
        );

        AssertStory(before, balance, reversed!.Points, overview!.Outstanding!.Points);

        async Task<long?> BalanceAsync() =>
            (
                await partner
                    .LatitudePoints.Orgs[demo.OrgId.Value]
                    .PointPrograms[demo.ProgramId.Value]
                    .Balances[demo.UserId.Value]
                    .GetAsync()
            )!.BalanceProp;
    }

    [RequiresNodeFact("clients")]
    public async Task Those_for_TypeScript_compile_strictly_and_go_the_whole_way()
    {
        var api = Path.Combine(fixture.Folder.Path, "openapi.json");
        await File.WriteAllTextAsync(api, await fixture.Http.GetStringAsync("/openapi.json"));
        await RunAsync("npx", "openapi-typescript", api, "--output", "generated/schema.ts");
        await RunAsync(
            "dotnet",
            [
                "kiota",
                "generate",
                "--language",
                "TypeScript",
                "--openapi",
                api,
                "--output",
                "generated/kiota",
                "--class-name",
                "LoyaltyClient",
                "--clean-output",
                "--exclude-backward-compatible",
            ]
        );
        await RunAsync("npx", "tsc", "--project", ".");

        foreach (var client in new[] { "openapi-typescript", "kiota" })
        {
            var seen = JsonSerializer.Deserialize<JsonElement>(await RunAsync("node", $"generated/js/{client}.js"));
            AssertStory(Number("before"), Number("balance"), Number("reversed"), Number("outstanding"));

            long Number(string name) => seen.GetProperty(name).GetInt64();
        }
    }

    private static void AssertStory(long? before, long? balance, long? reversed, long? outstanding)
    {
        Assert.True(balance > int.MaxValue);
        Assert.Equal(before + (3 * Amount), balance);
        Assert.Equal((-1, balance - 1), (reversed, outstanding));
    }

    private async Task<LoyaltyClient> ClientOfAsync(string clientId, string secret)
    {
        var token = await ClientBy(new AnonymousAuthenticationProvider())
            .Realms.Partner.Protocol.OpenidConnect.Token.PostAsync(
                new TokenRequest
                {
                    GrantType = "client_credentials",
                    ClientId = clientId,
                    ClientSecret = secret,
                }
            );
        return ClientBy(new BaseBearerTokenAuthenticationProvider(new GrantedToken(token!.AccessToken!)));
    }

    private LoyaltyClient ClientBy(IAuthenticationProvider provider) =>
        new(
            new HttpClientRequestAdapter(provider) { BaseUrl = fixture.Host.BaseUrl.GetLeftPart(UriPartial.Authority) }
        );

    /// <summary>Runs a tool in the folder of the clients and returns what it says.</summary>
    private async Task<string> RunAsync(string command, params string[] arguments)
    {
        var demo = fixture.Demo;
        var start = new ProcessStartInfo(command, arguments)
        {
            UseShellExecute = false,
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var (name, value) in new[]
            {
                ("host", demo.BaseUrl),
                ("org_id", demo.OrgId.Value),
                ("program_id", demo.ProgramId.Value),
                ("user_id", demo.UserId.Value),
                ("rule_id", demo.EarnRuleId.Value),
                ("client_id", demo.Partner.ClientId.Value),
                ("client_secret", demo.Partner.ClientSecret),
                ("owner_id", demo.Owner.ClientId.Value),
                ("owner_secret", demo.Owner.ClientSecret),
                ("request_id", Names.Next("typescript")),
            }
        )
            start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{command} did not start.");
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{command} {arguments[0]}: {output}{await errors}");
        return output;
    }

    private sealed class GrantedToken(string token) : IAccessTokenProvider
    {
        public AllowedHostsValidator AllowedHostsValidator { get; } = new();

        public Task<string> GetAuthorizationTokenAsync(
            Uri uri,
            Dictionary<string, object>? additionalAuthenticationContext = null,
            CancellationToken cancellationToken = default
        ) => Task.FromResult(token);
    }
}
