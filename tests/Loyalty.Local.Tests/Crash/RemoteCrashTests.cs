using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Local.Demo;
using Loyalty.Local.Tests.Management;
using Loyalty.Local.Tests.Programs;

namespace Loyalty.Local.Tests.Crash;

/// <summary>A platform that is killed while it issues points of a program that another one keeps, or whose other one is:
/// the issue is booked once, and by whoever comes next.</summary>
public abstract class RemoteCrashTests
{
    public sealed class OnSqlite : RemoteCrashTests
    {
        protected override Task<(string Name, string Value)[]> StoreAsync() => Task.FromResult<(string, string)[]>([]);
    }

    public sealed class OnCosmos : RemoteCrashTests
    {
        protected override Task<(string Name, string Value)[]> StoreAsync() => CosmosAccount.NewDatabaseAsync();
    }

    // Nobody takes up what a dead process had in hand before all of its time-outs could be over.
    private static readonly (string, string)[] Hasty =
    [
        ("RemotePrograms:Wait", "00:00:00.500"),
        ("RemotePrograms:PollDelay", "00:00:00.020"),
        ("RemotePrograms:Timeout", "00:00:00.500"),
        ("RemotePrograms:RetryDelay", "00:00:00.010"),
    ];

    /// <summary>Where it is killed: at a request that begins so, or at its answer.</summary>
    private static readonly (string Line, bool IsAnswer)[] Steps =
    [
        (Wire.Points, false),
        (Wire.Points, true),
        (Wire.Poll, false),
        (Wire.Poll, true),
    ];

    [Fact]
    public async Task An_issue_is_booked_once_after_whichever_step_the_platform_is_killed()
    {
        var far = new HostFixture();
        await far.InitializeAsync();
        try
        {
            await using var wire = await Wire.StartAsync(far.Host.BaseUrl);
            using var folder = new TestFolder();
            (string, string)[] settings = [.. Hasty, .. await StoreAsync()];
            var user = (await far.Setup.MemberAsync()).MemberId.Value;
            (string Program, (string, string) Shop)? scene = null;
            for (var step = 0; step < Steps.Length; step++)
            {
                var (doomed, url) = await LoyaltyProcess.ServeAsync(folder.Path, settings);
                using (doomed)
                using (var http = new HttpClient { BaseAddress = url })
                {
                    var (program, shop) = scene ??= await SetUpAsync(folder, http, far, wire.BaseUrl);
                    var issuer = ShopOf(http, shop);
                    // A cold process could run into its time-outs before it comes to the step.
                    await SettledAsync(issuer, program, user, $"warm-{step}");
                    await KillAtAsync(
                        Steps[step],
                        doomed,
                        wire,
                        () => IssueAsync(issuer, program, user, $"order-{step}")
                    );
                }
            }

            var (last, again) = await LoyaltyProcess.ServeAsync(folder.Path, settings);
            using (last)
            using (var http = new HttpClient { BaseAddress = again })
            {
                var (program, shop) = scene!.Value;
                for (var step = 0; step < Steps.Length; step++)
                    await SettledAsync(ShopOf(http, shop), program, user, $"order-{step}");
                last.Terminate();
                Assert.Equal(0, await last.EndsAsync());
            }

            Assert.Equal($"{2 * Steps.Length * 10}", (await far.BalanceAsync(user)).Field("balance"));
            var verify = await LoyaltyProcess.RunAsync(["verify", "--data", folder.Path], "", settings);
            Assert.True(verify.ExitCode == 0, verify.Output + verify.Errors);
        }
        finally
        {
            await far.DisposeAsync();
        }
    }

    /// <summary>The settings that name the near one's store.</summary>
    protected abstract Task<(string Name, string Value)[]> StoreAsync();

    private static Partner ShopOf(HttpClient http, (string ClientId, string Secret) shop) =>
        new(http, TimeProvider.System, shop.ClientId, shop.Secret, Nobody);

    private static Loyalty.Signing.SigningKey Nobody { get; } =
        Loyalty.Signing.SigningKey.Create(Loyalty.Signing.KeyAlgorithm.EcdsaSha256, "none", DateTimeOffset.UnixEpoch);

    private static async Task KillAtAsync(
        (string Line, bool IsAnswer) step,
        LoyaltyProcess doomed,
        Wire wire,
        Func<Task<Answer>> issue
    )
    {
        wire.Watch = async (line, isAnswer) =>
        {
            if (line.StartsWith(step.Line, StringComparison.Ordinal) && isAnswer == step.IsAnswer)
                await doomed.KillAsync();
        };
        await Assert.ThrowsAsync<HttpRequestException>(issue);
        wire.Watch = (_, _) => Task.CompletedTask;
    }

    /// <summary>Sends it until it is settled.</summary>
    private static async Task SettledAsync(Partner shop, string program, string user, string reference)
    {
        var settled = await Eventually.GetAsync(
            $"{reference} is settled",
            async () => await IssueAsync(shop, program, user, reference) is { Status: not 202 } answer ? answer : null,
            TimeSpan.FromSeconds(60)
        );
        Assert.Equal((200, "10"), (settled.Status, settled.Field("totalPoints")));
    }

    private static Task<Answer> IssueAsync(Partner shop, string program, string user, string reference) =>
        shop.PostAsync(
            "/v1/transactions",
            $$"""{"programId":"{{program}}","value":5,"userId":"{{user}}","referenceNumber":"{{reference}}"}"""
        );

    /// <summary>Over HTTP alone: a program that the far platform keeps, our client there, and a shop here.</summary>
    private static async Task<(string Program, (string, string) Shop)> SetUpAsync(
        TestFolder folder,
        HttpClient http,
        HostFixture far,
        string baseUrl
    )
    {
        var demo = (await DemoFile.ReadAsync(folder.Path, default))!;
        var owner = new Editor(http, TimeProvider.System, demo.Owner.ClientId.Value, demo.Owner.ClientSecret);
        var ours = await far.Setup.ClientAsync(client => client with { Signature = SignaturePolicy.Required });
        var rule = await far.Setup.RuleAsync(RuleType.Earn, ours);
        var program = await owner.PostAsync(
            "/manage/programs",
            RemoteScene.Body(baseUrl, ours.ClientId.Value, rule.RuleId.Value)
        );
        var remote = program.Json.GetProperty("remote");
        var key = new ClientKey
        {
            KeyId = remote.GetProperty("keyId").GetString()!,
            PublicKeyPem = remote.GetProperty("publicKeyPem").GetString()!,
        };
        await far.Setup.PutAsync(ours with { Keys = [key] });
        var shop = await owner.PostAsync("/manage/clients", Bodies.Client(Scopes.Programs));
        return (program.Field("programId")!, (shop.Field("clientId")!, shop.Field("clientSecret")!));
    }
}
