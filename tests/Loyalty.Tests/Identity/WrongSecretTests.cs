namespace Loyalty.Tests.Identity;

/// <summary>A flood of wrong secrets is held back, and harms nobody else.</summary>
public sealed class WrongSecretTests
{
    private const string Attacker = "203.0.113.9";
    private readonly IdentityScene scene = new();

    [Fact]
    public async Task So_many_for_one_client_from_one_address_are_hashed_and_no_more()
    {
        for (var i = 0; i < 10; i++)
            Assert.Null((await scene.Authenticate($"wrong {i}", address: Attacker)).RetryAfter);
        var hashed = scene.Hashed;

        for (var i = 0; i < 1000; i++)
            Assert.Equal(TimeSpan.FromSeconds(6), (await scene.Authenticate("wrong", address: Attacker)).RetryAfter);

        Assert.Equal(hashed, scene.Hashed);
        // From elsewhere the client gets in, and so do others from there.
        Assert.True((await scene.Authenticate(IdentityScene.Secret)).Succeeded);
        Assert.Null((await scene.Authenticate("wrong", "nobody", Attacker)).RetryAfter);
        scene.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.Null((await scene.Authenticate("wrong", address: Attacker)).RetryAfter);
    }

    [Fact]
    public async Task Whatever_ids_are_tried_an_address_has_so_many()
    {
        var held = 0;
        for (var i = 0; i < 1000; i++)
            if ((await scene.Authenticate("wrong", $"client-{i}", Attacker)).RetryAfter is not null)
                held++;

        Assert.Equal(1000 - 60, held);
        Assert.Equal(60 * scene.Options.MaxLiveSecrets, scene.Hashed);
        Assert.True((await scene.Authenticate(IdentityScene.Secret)).Succeeded);
    }

    [Fact]
    public async Task A_right_secret_uses_up_nothing()
    {
        for (var i = 0; i < 200; i++)
        {
            scene.Store.Put(
                scene.Client with
                {
                    ClientId = TextId.From<ClientId>($"client-{i}"),
                    Secrets = [IdentityScene.Stored(1, IdentityScene.Secret)],
                }
            );
            Assert.True((await scene.Authenticate(IdentityScene.Secret, $"client-{i}")).Succeeded);
        }
        // None of them was remembered from another.
        Assert.Equal(200, scene.Hashed);
    }

    [Fact]
    public async Task Whoever_has_shown_a_right_secret_is_not_held_back_with_others_of_its_address()
    {
        await scene.Authenticate(IdentityScene.Secret, address: Attacker);
        for (var i = 0; i < 200; i++)
        {
            await scene.Authenticate("wrong", address: Attacker);
            await scene.Authenticate("wrong", $"client-{i}", Attacker);
        }
        scene.Time.Advance(scene.Options.SecretCacheFor);

        Assert.True((await scene.Authenticate(IdentityScene.Secret, address: Attacker)).Succeeded);
        // Known is the secret, not the client.
        for (var i = 0; i < 10; i++)
            await scene.Authenticate("wrong", address: Attacker);
        Assert.NotNull((await scene.Authenticate("wrong", address: Attacker)).RetryAfter);
    }

    [Fact]
    public async Task Whoever_has_shown_a_right_secret_is_known_for_a_day()
    {
        await scene.Authenticate(IdentityScene.Secret, address: Attacker);
        scene.Time.Advance(TimeSpan.FromDays(1) - TimeSpan.FromTicks(1));
        Assert.True((await AfterWrongOnesAsync()).Succeeded);
        scene.Time.Advance(TimeSpan.FromDays(1));
        Assert.NotNull((await AfterWrongOnesAsync()).RetryAfter);

        async Task<Loyalty.Identity.ClientAuthentication> AfterWrongOnesAsync()
        {
            for (var i = 0; i < 11; i++)
                await scene.Authenticate("wrong", address: Attacker);
            return await scene.Authenticate(IdentityScene.Secret, address: Attacker);
        }
    }

    [Fact]
    public async Task What_is_known_is_verified_all_the_same()
    {
        await scene.Authenticate(IdentityScene.Secret);
        scene.Store.Put(scene.Client with { Secrets = [IdentityScene.Stored(2, "other")] });

        Assert.False((await scene.Authenticate(IdentityScene.Secret)).Succeeded);
    }

    [Fact]
    public async Task Those_who_are_known_have_places_when_strangers_from_everywhere_have_taken_all()
    {
        var local = new IdentityScene(options =>
        {
            options.MaxConcurrentSecretChecks = 1;
            options.MaxWaitingSecretChecks = 4;
        });
        await local.Authenticate(IdentityScene.Secret);
        local.Time.Advance(local.Options.SecretCacheFor);
        using var entered = new ManualResetEventSlim();
        using var leave = new ManualResetEventSlim();
        local.WhileHashing = () =>
        {
            entered.Set();
            leave.Wait();
        };
        var first = Task.Run(async () => await local.Authenticate("wrong", address: "198.51.100.0"));
        entered.Wait();
        var waiting = Enumerable
            .Range(1, 4)
            .Select(n => local.Authenticate("wrong", address: $"198.51.100.{n}").AsTask())
            .ToList();
        Assert.True((await local.Authenticate("wrong", address: "198.51.100.5")).Busy);

        // As many places again, and one.
        var honest = Enumerable.Range(0, 5).Select(_ => local.Authenticate(IdentityScene.Secret).AsTask()).ToList();
        Assert.True((await local.Authenticate(IdentityScene.Secret)).Busy);
        leave.Set();

        Assert.All(await Task.WhenAll(honest), answer => Assert.True(answer.Succeeded));
        await Task.WhenAll([first, .. waiting]);
        Assert.False((await local.Authenticate("wrong", address: "198.51.100.6")).Busy);
    }

    [Fact]
    public async Task The_token_endpoint_says_429_and_when_to_come_again()
    {
        (string, string)[] form = [("grant_type", "client_credentials"), ("client_id", "shop"), ("client_secret", "x")];
        for (var i = 0; i < 10; i++)
            Assert.Equal(401, (await scene.Ask(null, form)).Status);

        var answer = await scene.Ask(null, form);

        Assert.Equal(
            (429, "Too many requests.", TimeSpan.FromSeconds(6)),
            (answer.Status, answer.Error!.Description, answer.RetryAfter)
        );
    }

    [Fact]
    public async Task A_client_gets_so_many_tokens_and_another_its_own()
    {
        (string, string)[] form = [("grant_type", "client_credentials"), ("client_secret", IdentityScene.Secret)];
        scene.Store.Put(scene.Client with { ClientId = TextId.From<ClientId>("other") });
        for (var i = 0; i < 50; i++)
            Assert.Equal(200, (await scene.Ask(null, [.. form, ("client_id", "shop")])).Status);

        Assert.Equal(429, (await scene.Ask(null, [.. form, ("client_id", "shop")])).Status);
        Assert.Equal(200, (await scene.Ask(null, [.. form, ("client_id", "other")])).Status);
        scene.Time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(200, (await scene.Ask(null, [.. form, ("client_id", "shop")])).Status);
    }
}
