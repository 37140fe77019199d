using System.Security.Cryptography;
using System.Text;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Identity;
using Loyalty.Ownership;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Ownership;

public sealed class OwnerSetupTests
{
    private const string Token = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private const string Body = """{"orgId":"acme","name":"Acme"}""";
    private readonly ManualTimeProvider clock = new(new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero));
    private readonly InMemoryCatalog store = new();

    [Fact]
    public async Task The_right_token_creates_organisation_program_and_an_owner_with_every_scope()
    {
        var created = Assert.IsType<SetupOutcome.Created>(await SetupWith(Token).TryAsync(Token, Body));

        var client = await FindAsync<Client>(Client.KeyOf(created.ClientId));
        var organisation = await FindAsync<Organisation>(Organisation.KeyOf(created.OrgId));
        Assert.Equal("Acme", organisation?.Name);
        Assert.NotNull(await FindAsync<PointProgram>(PointProgram.KeyOf(created.OrgId, created.ProgramId)));
        Assert.NotNull(await FindAsync<ClientListing>(ClientListing.KeyOf(created.OrgId, created.ClientId)));
        Assert.Equal(created.ProgramId, organisation?.DefaultProgramId);
        Assert.Equal(Scopes.All, client?.Scopes);
        Assert.Equal(SecretCheck.Same, SecretHash.Verify(created.ClientSecret, Assert.Single(client!.Secrets).Hash));
        Assert.DoesNotContain(created.ClientSecret, client.ToString());
    }

    [Fact]
    public async Task A_token_makes_one_owner_for_ever()
    {
        var setup = SetupWith(Token);
        await setup.TryAsync(Token, Body);

        AssertRefused(Refusal.AlreadyExists, await setup.TryAsync(Token, Body));
        AssertRefused(Refusal.AlreadyExists, await SetupWith(Token).TryAsync(Token, """{"orgId":"b","name":"B"}"""));
        Assert.Null(await FindAsync<Organisation>(Organisation.KeyOf(TextId.From<OrgId>("b"))));
    }

    [Fact]
    public async Task Of_many_uses_at_once_one_wins()
    {
        var instances = Enumerable.Range(0, 16).Select(_ => SetupWith(Token)).ToList();

        var outcomes = await Task.WhenAll(instances.Select(setup => Task.Run(() => setup.TryAsync(Token, Body))));

        Assert.Single(outcomes.OfType<SetupOutcome.Created>());
    }

    [Fact]
    public async Task A_new_hash_makes_another_owner_of_the_same_organisation()
    {
        var other = new string('f', 64);
        var first = Assert.IsType<SetupOutcome.Created>(await SetupWith(Token).TryAsync(Token, Body));

        var second = Assert.IsType<SetupOutcome.Created>(
            await SetupWith(other).TryAsync(other, """{"orgId":"acme","name":"Another","programId":"else"}""")
        );

        Assert.NotEqual(first.ClientId, second.ClientId);
        Assert.Equal(first.ProgramId, second.ProgramId);
        Assert.Equal("Acme", (await FindAsync<Organisation>(Organisation.KeyOf(second.OrgId)))?.Name);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdee")]
    public async Task Without_the_token_nothing_is_created(string? token)
    {
        AssertRefused(Refusal.Unauthenticated, await SetupWith(Token).TryAsync(token, Body));
        Assert.Null(await FindAsync<Organisation>(Organisation.KeyOf(TextId.From<OrgId>("acme"))));
    }

    [Fact]
    public async Task A_token_that_can_be_guessed_is_not_taken_even_if_its_hash_is_set() =>
        AssertRefused(Refusal.Unauthenticated, await SetupWith("change-me").TryAsync("change-me", Body));

    [Fact]
    public async Task Where_no_hash_is_set_there_is_no_setup() =>
        AssertRefused(Refusal.NotFound, await SetupWith(null).TryAsync(Token, Body));

    [Fact]
    public async Task A_bad_body_is_refused_with_every_field_and_uses_nothing_up()
    {
        var setup = SetupWith(Token);

        var refused = Assert.IsType<SetupOutcome.Refused>(await setup.TryAsync(Token, """{"programId":""}"""));

        Assert.Equal(["orgId", "name", "programId"], refused.Problem.Errors.Select(error => error.Field));
        AssertRefused(Refusal.InvalidRequest, await setup.TryAsync(Token, "[]"));
        Assert.IsType<SetupOutcome.Created>(await setup.TryAsync(Token, Body));
    }

    [Theory]
    [InlineData("""{"orgId":"acme","name":" "}""", "name")]
    [InlineData("""{"orgId":"acme","name":"A\u0007cme"}""", "name")]
    [InlineData("""{"orgId":"a cme","name":"Acme"}""", "orgId")]
    [InlineData("""{"orgId":"acme","name":"Acme","programId":"default"}""", "programId")]
    public async Task An_owner_may_name_nothing_that_could_not_be_named_later(string body, string field)
    {
        var refused = Assert.IsType<SetupOutcome.Refused>(await SetupWith(Token).TryAsync(Token, body));

        Assert.Equal([field], refused.Problem.Errors.Select(error => error.Field));
    }

    [Fact]
    public async Task What_broke_off_before_the_owner_is_taken_up_again()
    {
        await store.CreateAsync(
            new PointProgram
            {
                OrgId = TextId.From<OrgId>("acme"),
                ProgramId = TextId.From<ProgramId>("points"),
                Name = "Acme",
            },
            null,
            default
        );

        Assert.IsType<SetupOutcome.Created>(await SetupWith(Token).TryAsync(Token, Body));
    }

    [Fact]
    public async Task Many_wrong_tries_are_held_back_for_a_minute_and_the_right_one_never()
    {
        var setup = SetupWith(Token);
        for (var n = 0; n < 10; n++)
            AssertRefused(Refusal.Unauthenticated, await setup.TryAsync("wrong", Body));

        var held = Assert.IsType<SetupOutcome.Refused>(await setup.TryAsync("wrong", Body)).Problem;
        Assert.Equal(Refusal.TooManyRequests, held.Refusal);
        Assert.Equal(TimeSpan.FromMinutes(1), held.RetryAfter);
        Assert.IsType<SetupOutcome.Created>(await setup.TryAsync(Token, Body));

        clock.Advance(TimeSpan.FromMinutes(1));
        AssertRefused(Refusal.Unauthenticated, await setup.TryAsync("wrong", Body));
    }

    private static void AssertRefused(Refusal expected, SetupOutcome outcome) =>
        Assert.Equal(expected, Assert.IsType<SetupOutcome.Refused>(outcome).Problem.Refusal);

    private async Task<T?> FindAsync<T>(CatalogKey key)
        where T : class, ICatalogDocument<T> => (await store.FindAsync<T>(key, default))?.Value;

    private Scene SetupWith(string? token)
    {
        var hash = token is null ? "" : Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        return new Scene(
            new OwnerSetup(
                new CachedCatalog(store, Options.Create(new CatalogOptions()), clock),
                Options.Create(new SetupOptions { TokenHash = hash }),
                Options.Create(new IdentityOptions { SecretHashIterations = 1000 }),
                clock,
                NullLogger<OwnerSetup>.Instance
            )
        );
    }

    private sealed record Scene(OwnerSetup Setup)
    {
        public Task<SetupOutcome> TryAsync(string? token, string body) =>
            Setup.CreateAsync(token, Encoding.UTF8.GetBytes(body), default);
    }
}
