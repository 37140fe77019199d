using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Loyalty.Catalog;
using Loyalty.Messaging;
using LoyaltyFunctions;
using LoyaltyFunctions.Http;
using LoyaltyFunctions.Identity;
using LoyaltyFunctions.Management;
using LoyaltyFunctions.Observability;
using LoyaltyFunctions.Points;
using LoyaltyFunctions.Workers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.Tests.App;

/// <summary>The app as it is deployed: its own list of services, its own function classes.</summary>
public sealed class FunctionAppTests
{
    [Fact]
    public async Task From_an_empty_account_to_a_delivered_callback()
    {
        await using var receiver = await Receiver.StartAsync();
        await using var app = new DeployedApp(
            ("Setup:TokenHash", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(DeployedApp.SetupToken)))),
            // The receiver is on this machine, where a deployed app would not call.
            ("Callbacks:AllowLoopbackAndHttp", "true")
        );
        await app.StartAsync();

        // The first owner, and a token for it.
        var (status, owner) = await app.CallAsync(
            "POST",
            "/manage/setup",
            request => app.Function<SetupFunction>().Run(request, default),
            $"Bearer {DeployedApp.SetupToken}",
            """{"orgId":"acme","name":"Acme"}"""
        );
        Assert.Equal(201, status);
        var clientId = owner.GetProperty("clientId").GetString();
        var secret = owner.GetProperty("clientSecret").GetString();
        (status, var token) = await app.CallAsync(
            "POST",
            "/realms/partner/protocol/openid-connect/token",
            request => app.Function<TokenFunction>().Run(request, default),
            body: $"grant_type=client_credentials&client_id={clientId}&client_secret={secret}",
            contentType: "application/x-www-form-urlencoded"
        );
        Assert.Equal(200, status);
        var bearer = $"Bearer {token.GetProperty("access_token").GetString()}";

        // The request: accepted, and in the queue.
        await AddRuleAndMemberAsync(app, clientId);
        (status, _) = await app.CallAsync(
            "POST",
            "/points",
            request => app.Function<PointsFunction>().Run(request, default),
            bearer,
            JsonSerializer.Serialize(
                new
                {
                    userId = "m-1",
                    ruleId = "earn",
                    amount = 25,
                    requestId = "r-1",
                    callbackUrl = $"{receiver.Url}/hook",
                }
            )
        );
        Assert.Equal(202, status);

        // The queues' functions, each with what the one before left there.
        await app.Function<ApplyPointsFunction>().Run(app.Bodies(QueueNames.Points), default);
        await app.Function<DeliverCallbackFunction>().Run(Assert.Single(app.Bodies(QueueNames.Callbacks)), default);

        var (path, headers, body) = Assert.Single(receiver.Arrived);
        Assert.Equal("/hook", path);
        Assert.Contains("ECDSA-SHA256", headers["Signature"]);
        var callback = JsonDocument.Parse(body).RootElement;
        Assert.Equal(("success", 25), (Text(callback, "status"), callback.GetProperty("point").GetInt32()));

        (_, var state) = await app.CallAsync(
            "GET",
            "/points/requests/r-1",
            request => app.Function<PointsRequestFunction>().Run(request, "r-1", default),
            bearer
        );
        Assert.Equal("success", Text(state, "status"));
        (_, var balance) = await app.CallAsync(
            "GET",
            "/latitude-points/orgs/acme/point-programs/default/balances/m-1",
            request => app.Function<BalanceFunction>().Run(request, "acme", "default", "m-1", default),
            bearer
        );
        Assert.Equal(25, balance.GetProperty("balance").GetInt32());
    }

    [Fact]
    public async Task Store_queue_and_every_function_can_be_built()
    {
        await using var app = new DeployedApp();
        await app.StartAsync();

        var classes = typeof(FunctionApp)
            .Assembly.GetTypes()
            .Where(type => type.GetMethods().Any(method => method.IsDefined(typeof(FunctionAttribute), inherit: false)))
            .Where(type => !type.IsAbstract)
            .ToList();

        Assert.NotEmpty(classes);
        await using var scope = app.Services.CreateAsyncScope();
        Assert.All(classes, type => ActivatorUtilities.CreateInstance(scope.ServiceProvider, type));
        Type[] middleware = [typeof(TraceMiddleware), typeof(FaultMiddleware)];
        Assert.All(middleware, type => ActivatorUtilities.CreateInstance(app.Services, type));
        Assert.Equal(["queue", "store"], app.Services.GetServices<IReadiness>().Select(check => check.Name).Order());
    }

    [Fact]
    public async Task A_start_without_settings_names_every_one_that_is_missing()
    {
        await using var app = new DeployedApp([
            .. DeployedApp.Settings.Keys.Select(name => (name, (string?)"")),
            ("Ledger:MaxAttempts", "0"),
            ("Setup:TokenHash", "not a hash"),
        ]);

        var faults = StartFaults.In(app.Services.GetRequiredService<IStartupValidator>());

        Assert.NotNull(faults);
        string[] expected =
        [
            "Cosmos: .*AccountEndpoint",
            "ServiceBus: .*FullyQualifiedNamespace",
            "KeyVault: .*VaultUri",
            "Identity: .*Issuer",
            "MaxAttempts",
            "Setup: .*TokenHash",
        ];
        Assert.All(expected, pattern => Assert.Matches(pattern, faults));
        Assert.DoesNotContain("not a hash", faults);
    }

    [Fact]
    public async Task A_start_with_settings_that_nobody_reads_names_those_that_were_meant()
    {
        await using var app = new DeployedApp([
            ("Cosmos:Databse", "secret"),
            ("sessions:maxage2", "1"),
            ("Local:Anything", "1"),
            ("Elsewhere:Anything", "1"),
            ("IDENTITY_ENDPOINT", "http://127.0.0.1"),
        ]);

        Assert.Equal(
            "The app does not start, because of its settings: "
                + "Settings: There is no Cosmos:Databse: did you mean Cosmos:Database? "
                + "Settings: There is no Sessions:maxage2: did you mean Sessions:MaxAge?",
            StartFaults.In(app.Services.GetRequiredService<IStartupValidator>())
        );
    }

    [Fact]
    public async Task A_start_with_all_settings_and_those_of_the_functions_host_finds_no_fault()
    {
        await using var app = new DeployedApp([
            ("Cosmos:credential", "managedidentity"),
            ("Cosmos:clientId", "an-identity"),
            ("ServiceBus", "Endpoint=sb://localhost"),
            ("ServiceBus:credential", "managedidentity"),
            ("Telemetry:TraceRatio", "0.1"),
        ]);

        Assert.Null(StartFaults.In(app.Services.GetRequiredService<IStartupValidator>()));
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    private static async Task AddRuleAndMemberAsync(DeployedApp app, string? clientId)
    {
        var catalog = app.Services.GetRequiredService<CachedCatalog>();
        var org = TextId.From<OrgId>("acme");
        var rule = new Rule
        {
            OrgId = org,
            RuleId = TextId.From<RuleId>("earn"),
            ProgramId = TextId.From<ProgramId>("points"),
            Name = "Earn",
            Type = RuleType.Earn,
            ClientIds = [TextId.From<ClientId>(clientId!)],
            Status = RuleStatus.Active,
        };
        Assert.NotNull(await catalog.CreateAsync(rule, default));
        Assert.NotNull(
            await catalog.CreateAsync(new Member { OrgId = org, MemberId = TextId.From<MemberId>("m-1") }, default)
        );
    }
}
