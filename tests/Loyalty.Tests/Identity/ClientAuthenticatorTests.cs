using Loyalty.Catalog;

namespace Loyalty.Tests.Identity;

public class ClientAuthenticatorTests
{
    private readonly IdentityScene scene = new();

    [Fact]
    public async Task The_right_secret_gives_the_client()
    {
        var answer = await scene.Authenticate(IdentityScene.Secret);

        Assert.True(answer.Succeeded);
        Assert.Equal(scene.Client.ClientId, answer.Client.ClientId);
    }

    [Theory]
    [InlineData("shop", "wrong")]
    [InlineData("shop", "")]
    [InlineData("Shop", IdentityScene.Secret)]
    [InlineData("nobody", IdentityScene.Secret)]
    [InlineData("", IdentityScene.Secret)]
    [InlineData("not a client id!", IdentityScene.Secret)]
    public async Task Anything_else_gives_none(string clientId, string secret)
    {
        var answer = await scene.Authenticate(secret, clientId);

        Assert.False(answer.Succeeded);
        Assert.False(answer.Busy);
    }

    [Fact]
    public async Task A_secret_longer_than_any_of_ours_is_refused_unhashed()
    {
        Assert.False((await scene.Authenticate(new string('x', 513))).Succeeded);
        Assert.Equal(0, scene.Hashed);
        Assert.False((await scene.Authenticate(new string('x', 512))).Succeeded);
        Assert.NotEqual(0, scene.Hashed);
    }

    [Theory]
    [InlineData("shop", 0)]
    [InlineData("shop", 1)]
    [InlineData("shop", 2)]
    [InlineData("nobody", 1)]
    [InlineData("not a client id!", 1)]
    public async Task A_wrong_secret_costs_the_same_whether_or_not_the_client_exists(string clientId, int live)
    {
        scene.Store.Put(
            scene.Client with
            {
                Secrets = [.. Enumerable.Range(1, live).Select(n => IdentityScene.Stored(n, $"secret {n}"))],
            }
        );

        await scene.Authenticate("wrong", clientId);

        Assert.Equal(scene.Options.MaxLiveSecrets, scene.Hashed);
    }

    [Fact]
    public async Task A_disabled_client_costs_the_same_and_is_refused()
    {
        scene.Store.Put(scene.Client with { Disabled = true });

        Assert.False((await scene.Authenticate(IdentityScene.Secret)).Succeeded);
        Assert.Equal(scene.Options.MaxLiveSecrets, scene.Hashed);
    }

    [Fact]
    public async Task Each_live_secret_works_until_it_expires()
    {
        var end = scene.Time.GetUtcNow().AddHours(1);
        scene.Store.Put(
            scene.Client with
            {
                Secrets = [IdentityScene.Stored(1, "old", end), IdentityScene.Stored(2, "new")],
            }
        );

        Assert.True((await scene.Authenticate("old")).Succeeded);
        Assert.True((await scene.Authenticate("new")).Succeeded);
        scene.Time.Advance(TimeSpan.FromHours(1));
        Assert.False((await scene.Authenticate("old")).Succeeded);
        Assert.True((await scene.Authenticate("new")).Succeeded);
    }

    [Fact]
    public async Task A_verified_secret_is_not_hashed_again_for_a_while()
    {
        await scene.Authenticate(IdentityScene.Secret);
        await scene.Authenticate(IdentityScene.Secret);
        Assert.Equal(1, scene.Hashed);

        scene.Time.Advance(scene.Options.SecretCacheFor);
        await scene.Authenticate(IdentityScene.Secret);
        Assert.Equal(2, scene.Hashed);
    }

    [Fact]
    public async Task A_wrong_secret_is_not_helped_by_a_remembered_one()
    {
        await scene.Authenticate(IdentityScene.Secret);

        Assert.False((await scene.Authenticate(IdentityScene.Secret + "x")).Succeeded);
    }

    public static TheoryData<string, Func<Client, Client>> Ends() =>
        new()
        {
            { "disabled", client => client with { Disabled = true } },
            { "secret removed", client => client with { Secrets = [] } },
            { "secret replaced", client => client with { Secrets = [IdentityScene.Stored(2, "other")] } },
            {
                "secret expired",
                client => client with { Secrets = [client.Secrets[0] with { ExpiresAt = client.Secrets[0].CreatedAt }] }
            },
        };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task What_is_remembered_ends_with_the_secret(string what, Func<Client, Client> end)
    {
        Assert.True((await scene.Authenticate(IdentityScene.Secret)).Succeeded);
        scene.Store.Put(end(scene.Client));

        Assert.False((await scene.Authenticate(IdentityScene.Secret)).Succeeded, what);
    }

    [Fact]
    public async Task A_secret_of_one_client_is_not_remembered_for_another()
    {
        await scene.Authenticate(IdentityScene.Secret);
        scene.Store.Put(
            scene.Client with
            {
                ClientId = TextId.From<ClientId>("other"),
                Secrets = [IdentityScene.Stored(1, "another")],
            }
        );

        Assert.False((await scene.Authenticate(IdentityScene.Secret, "other")).Succeeded);
    }

    [Fact]
    public async Task An_unreadable_hash_does_not_lock_out_the_other_secret()
    {
        var broken = IdentityScene.Stored(1, "x") with { Hash = "broken" };
        scene.Store.Put(scene.Client with { Secrets = [broken, IdentityScene.Stored(2, IdentityScene.Secret)] });

        Assert.True((await scene.Authenticate(IdentityScene.Secret)).Succeeded);
    }

    [Fact]
    public async Task Only_so_many_are_hashed_at_once_and_only_so_many_wait()
    {
        var local = new IdentityScene(options =>
        {
            options.MaxConcurrentSecretChecks = 1;
            options.MaxWaitingSecretChecks = 1;
        });
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        local.WhileHashing = () =>
        {
            entered.Set();
            leave.Wait();
        };
        var hashing = Task.Run(async () => await local.Authenticate("wrong"));
        entered.Wait();

        var waiting = local.Authenticate("wrong").AsTask();
        var sentAway = await local.Authenticate("wrong");

        Assert.True(sentAway.Busy);
        Assert.False(sentAway.Succeeded);
        Assert.False(waiting.IsCompleted);
        Assert.Equal(1, local.Hashed);
        leave.Set();
        Assert.False((await hashing).Busy);
        Assert.False((await waiting).Busy);
        Assert.False((await local.Authenticate("wrong")).Busy);
    }

    [Fact]
    public async Task A_remembered_secret_passes_while_wrong_ones_take_all_places()
    {
        var local = new IdentityScene(options =>
        {
            options.MaxConcurrentSecretChecks = 1;
            options.MaxWaitingSecretChecks = 0;
        });
        await local.Authenticate(IdentityScene.Secret);
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        local.WhileHashing = () =>
        {
            entered.Set();
            leave.Wait();
        };
        var hashing = Task.Run(async () => await local.Authenticate("wrong"));
        entered.Wait();

        Assert.True((await local.Authenticate(IdentityScene.Secret)).Succeeded);
        leave.Set();
        await hashing;
    }
}
