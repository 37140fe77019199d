using System.Text.Json.Nodes;
using Loyalty.Signing;

namespace Loyalty.Local.Tests.Management;

/// <summary><c>/manage/clients</c>: what a change does, and that it does it at once.</summary>
public sealed class ClientTests(ClockedHostFixture fixture) : IClassFixture<ClockedHostFixture>
{
    private const string Clients = "/manage/clients";
    private readonly Editor owner = Editor.Of(fixture);

    [Fact]
    public async Task A_client_shows_its_secrets_once()
    {
        var created = await CreateAsync();
        var found = await owner.GetAsync(created.Header("Location")!);

        Assert.Equal(43, created.Field("clientSecret")!.Length);
        Assert.StartsWith("whsec_", created.Field("callbackSecret"), StringComparison.Ordinal);
        Assert.Equal(
            [
                "clientId",
                "name",
                "scopes",
                "signature",
                "keys",
                "callbackHosts",
                "callbackSigning",
                "hasCallbackSecret",
                "formerCallbackSecrets",
                "partner",
                "disabled",
                "secrets",
                "createdAt",
            ],
            found.Json.EnumerateObject().Select(property => property.Name)
        );
        Assert.Equal(("true", "ecdsa"), (found.Field("hasCallbackSecret"), found.Field("callbackSigning")));
        foreach (var text in new[] { found.Text, (await owner.GetAsync($"{Clients}?limit=200")).Text })
        {
            Assert.DoesNotContain(created.Field("clientSecret")!, text);
            Assert.DoesNotContain("whsec_", text);
            Assert.DoesNotContain("pbkdf2", text);
        }
    }

    [Fact]
    public async Task A_new_secret_works_at_once_and_the_old_one_for_the_overlap()
    {
        var created = await CreateAsync();
        var (item, id) = (created.Header("Location")!, created.Field("clientId")!);
        var first = created.Field("clientSecret")!;

        var added = await owner.StepAsync(item, "secrets");

        Assert.Equal((201, "2"), (added.Status, added.Field("n")));
        Assert.Equal($"{item}/secrets/2", added.Header("Location"));
        var second = added.Field("clientSecret")!;
        Assert.Equal((200, 200), (await LoginAsync(id, first), await LoginAsync(id, second)));
        var list = (await owner.GetAsync($"{item}/secrets")).Items().ToList();
        Assert.Equal([1, 2], list.Select(secret => secret.GetProperty("n").GetInt32()));
        Assert.Equal(fixture.Clock.GetUtcNow().AddHours(24), list[0].GetProperty("expiresAt").GetDateTimeOffset());
        Assert.Null(list[1].GetProperty("expiresAt").GetString());
        var third = await owner.StepAsync(item, "secrets");
        Assert.Equal((409, "illegal_step"), (third.Status, third.Code));

        fixture.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromTicks(1));
        Assert.Equal(200, await LoginAsync(id, first));
        fixture.Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal((401, 200), (await LoginAsync(id, first), await LoginAsync(id, second)));
        Assert.Equal("3", (await owner.StepAsync(item, "secrets")).Field("n"));
    }

    [Fact]
    public async Task A_removed_secret_is_dead_with_the_answer_and_its_number_never_comes_back()
    {
        var created = await CreateAsync();
        var (item, id) = (created.Header("Location")!, created.Field("clientId")!);
        var second = (await owner.StepAsync(item, "secrets")).Field("clientSecret")!;
        Assert.Equal(200, await LoginAsync(id, second));

        var removed = await RemoveAsync(item, "2");

        Assert.Equal(200, removed.Status);
        Assert.Equal((200, 401), (await LoginAsync(id, created.Field("clientSecret")!), await LoginAsync(id, second)));
        Assert.Equal("3", (await owner.StepAsync(item, "secrets")).Field("n"));
        Assert.Equal(404, (await RemoveAsync(item, "2")).Status);
        Assert.Equal(404, (await RemoveAsync(item, "x")).Status);
    }

    [Fact]
    public async Task A_disabled_client_is_refused_at_once_with_any_token_until_it_is_enabled()
    {
        var created = await CreateAsync();
        var (item, id) = (created.Header("Location")!, created.Field("clientId")!);
        var partner = new Partner(fixture.Http, fixture.Time, id, created.Field("clientSecret")!, Key("none"));
        Assert.Equal(200, (await BalanceAsync(partner)).Status);

        Assert.Equal(
            (200, "true"),
            (await owner.StepAsync(item, "disable")) is var off ? (off.Status, off.Field("disabled")) : default
        );

        var refused = await BalanceAsync(partner);
        Assert.Equal((403, "client_disabled"), (refused.Status, refused.Code));
        Assert.Equal(401, await LoginAsync(id, created.Field("clientSecret")!));
        Assert.Equal(409, (await owner.StepAsync(item, "disable")).Status);
        Assert.Equal(200, (await owner.StepAsync(item, "enable")).Status);
        Assert.Equal(200, (await BalanceAsync(partner)).Status);
        Assert.Equal(409, (await owner.StepAsync(item, "enable")).Status);
    }

    [Fact]
    public async Task New_keys_count_and_old_ones_do_not_with_the_answer()
    {
        var (old, fresh) = (Key("key-1"), Key("key-2"));
        var created = await CreateAsync(body => body.With("keys", Keys(old)));
        var item = created.Header("Location")!;
        var rule = await owner.PostAsync("/manage/rules", Bodies.Rule(created.Field("clientId")!));
        await owner.StepAsync(rule.Header("Location")!, "activate");
        var partner = new Partner(
            fixture.Http,
            fixture.Time,
            created.Field("clientId")!,
            created.Field("clientSecret")!,
            old
        );
        Assert.Equal((202, 401), (await SignedAsync(old), await SignedAsync(fresh)));

        var both = await PutKeysAsync(old, fresh);
        Assert.Equal((200, 202, 202), (both.Status, await SignedAsync(old), await SignedAsync(fresh)));
        Assert.Equal(
            ["RSA-SHA256", "RSA-SHA256"],
            both.Json.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("algorithm").GetString())
        );
        Assert.Equal(
            (200, 401, 202),
            ((await PutKeysAsync(fresh)).Status, await SignedAsync(old), await SignedAsync(fresh))
        );
        // The same name for another key.
        Assert.Equal((200, 401), ((await PutKeysAsync(Key("key-2"))).Status, await SignedAsync(fresh)));
        var three = await PutKeysAsync(old, fresh, Key("key-3"));
        Assert.Equal((400, "keys length"), (three.Status, Assert.Single(three.Errors())));

        async Task<Answer> PutKeysAsync(params SigningKey[] keys) =>
            await owner.PutAsync(
                $"{item}/keys",
                new JsonObject { ["keys"] = Keys(keys) },
                (await owner.GetAsync(item)).Header("ETag")
            );

        async Task<int> SignedAsync(SigningKey key)
        {
            var body = new PointsBody(fixture.Demo.UserId.Value, rule.Field("ruleId")!, 1, Names.Next("request"));
            var token = await partner.TokenAsync();
            return (
                await partner.SendAsync(partner.Request(body.ToJson(), token, SignatureForm.Header, null, key))
            ).Status;
        }
    }

    [Fact]
    public async Task A_scope_that_was_taken_away_is_gone_with_the_answer()
    {
        var created = await CreateAsync(body => body.With("scopes", new JsonArray("manage.read", "manage")));
        var other = new Editor(fixture.Http, fixture.Time, created.Field("clientId")!, created.Field("clientSecret")!);
        Assert.Equal(200, (await other.GetAsync(Clients)).Status);

        var changed = await owner.PutAsync(
            created.Header("Location")!,
            Bodies.Client("points.earn"),
            created.Header("ETag")
        );

        Assert.Equal(200, changed.Status);
        var refused = await other.GetAsync(Clients);
        Assert.Equal((403, "insufficient_scope"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task A_client_never_locks_its_organisation_out()
    {
        var created = await CreateAsync(body => body.With("scopes", new JsonArray("manage")));
        var self = new Editor(fixture.Http, fixture.Time, created.Field("clientId")!, created.Field("clientSecret")!);
        var item = created.Header("Location")!;

        Assert.Equal(409, (await self.StepAsync(item, "disable")).Status);
        var dropped = await self.PutAsync(item, Bodies.Client("manage.read"), created.Header("ETag"));
        Assert.Equal((409, "illegal_step"), (dropped.Status, dropped.Code));
        Assert.Equal(409, (await RemoveAsync(item, "1", self)).Status);
        // The new one can go only when another stays that does not expire.
        Assert.Equal(201, (await self.StepAsync(item, "secrets")).Status);
        Assert.Equal(409, (await RemoveAsync(item, "2", self)).Status);
        Assert.Equal(200, (await RemoveAsync(item, "1", self)).Status);
        // Others may.
        Assert.Equal(200, (await owner.StepAsync(item, "disable")).Status);
    }

    [Fact]
    public async Task A_callback_secret_is_replaced_and_shown_once()
    {
        var created = await CreateAsync();
        var item = created.Header("Location")!;

        var replaced = await owner.StepAsync(item, "callback-secret");

        Assert.Equal(200, replaced.Status);
        Assert.StartsWith("whsec_", replaced.Field("callbackSecret"), StringComparison.Ordinal);
        Assert.NotEqual(created.Field("callbackSecret"), replaced.Field("callbackSecret"));
        Assert.NotEqual(created.Header("ETag"), replaced.Header("ETag"));
    }

    [Fact]
    public async Task A_callback_secret_that_was_replaced_is_shown_to_sign_for_a_day_and_there_are_never_very_many()
    {
        var created = await CreateAsync();
        var item = created.Header("Location")!;
        for (var n = 1; n <= 3; n++)
            Assert.Equal(200, (await owner.StepAsync(item, "callback-secret")).Status);

        var refused = await owner.StepAsync(item, "callback-secret");

        Assert.Equal((409, "illegal_step"), (refused.Status, refused.Code));
        var former = (await owner.GetAsync(item)).Json.GetProperty("formerCallbackSecrets").EnumerateArray().ToList();
        Assert.Equal(3, former.Count);
        Assert.All(former, one => Assert.Equal("expiresAt", Assert.Single(one.EnumerateObject()).Name));
        var expiry = former[0].GetProperty("expiresAt").GetDateTimeOffset();
        Assert.Equal(fixture.Clock.GetUtcNow().AddDays(1), expiry);
        Assert.DoesNotContain("sealed", (await owner.GetAsync(item)).Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task All_bad_fields_are_named_at_once()
    {
        var answer = await owner.PostAsync(
            Clients,
            new JsonObject
            {
                ["scopes"] = new JsonArray("everything"),
                ["signature"] = "no",
                ["keys"] = new JsonArray(Bodies.Key("a", "text"), new JsonObject()),
                ["callbackHosts"] = new JsonArray("ok.example", "http://no.example/"),
                ["callbackSigning"] = "hmac",
                ["partner"] = 5,
            }
        );

        Assert.Equal((400, "invalid_request"), (answer.Status, answer.Code));
        Assert.Equal(
            [
                "callbackHosts[1] format",
                "callbackSigning format",
                "keys[0].publicKeyPem format",
                "keys[1].keyId required",
                "keys[1].publicKeyPem required",
                "name required",
                "partner type",
                "scopes[0] not_allowed",
                "signature format",
            ],
            answer.Errors().Order(StringComparer.Ordinal)
        );
    }

    private static SigningKey Key(string name) =>
        SigningKey.Create(KeyAlgorithm.RsaSha256, name, DateTimeOffset.UnixEpoch);

    private static JsonArray Keys(params SigningKey[] keys) =>
        [.. keys.Select(key => Bodies.Key(key.KeyId, key.PublicKey.ToPem()))];

    private async Task<Answer> CreateAsync(Func<JsonObject, JsonObject>? change = null)
    {
        var body = Bodies.Client("points.earn");
        var created = await owner.PostAsync(Clients, change is null ? body : change(body));
        Assert.Equal(201, created.Status);
        return created;
    }

    private async Task<Answer> RemoveAsync(string item, string n, Editor? by = null) =>
        await (by ?? owner).DeleteAsync($"{item}/secrets/{n}", (await owner.GetAsync(item)).Header("ETag"));

    private Task<Answer> BalanceAsync(Partner partner) =>
        partner.GetAsync($"/latitude-points/orgs/demo/point-programs/points/balances/{fixture.Demo.UserId}");

    private async Task<int> LoginAsync(string id, string secret) =>
        (
            await fixture.Partner.AskTokenAsync(
                ("grant_type", "client_credentials"),
                ("client_id", id),
                ("client_secret", secret)
            )
        ).Status;
}
