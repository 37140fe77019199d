using System.Text;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Idempotency;
using Loyalty.Identity;
using Loyalty.Json;
using Loyalty.Management;
using Loyalty.Management.Clients;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Management;

/// <summary>Clients that take from each other what they manage by: some of them always still can.</summary>
public sealed class ManagersTests
{
    private static readonly string[] Ways = ["disable", "take the scope", "remove the secret"];

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var one in Ways)
            foreach (var other in Ways)
                data.Add(one, other);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Of_two_who_shut_each_other_out_one_stays(string one, string other)
    {
        for (var at = 1; ; at++)
        {
            var world = new World("ann", "bob");
            var overtaken = false;
            world.Before(
                at,
                async () =>
                {
                    overtaken = true;
                    await world.TakeAsync(other, by: "bob", from: "ann");
                }
            );
            await world.TakeAsync(one, by: "ann", from: "bob");
            Assert.NotEqual(0, await world.CountAsync());
            if (!overtaken)
                return;
        }
    }

    [Fact]
    public async Task Of_three_who_shut_each_other_out_in_a_ring_one_stays()
    {
        for (var first = 1; first <= 2; first++)
        for (var second = 1; second <= 2; second++)
        {
            var (world, at) = (new World("ann", "bob", "cid"), second);
            world.Before(
                first,
                async () =>
                {
                    world.Before(at, () => world.TakeAsync("disable", by: "cid", from: "ann"));
                    await world.TakeAsync("disable", by: "bob", from: "cid");
                }
            );
            await world.TakeAsync("disable", by: "ann", from: "bob");
            Assert.NotEqual(0, await world.CountAsync());
        }
    }

    [Theory]
    [InlineData("disable", Refusal.ClientDisabled)]
    [InlineData("take the scope", Refusal.InsufficientScope)]
    [InlineData("remove the secret", Refusal.IllegalStep)]
    public async Task Who_can_no_longer_manage_takes_it_from_nobody_however_good_the_token_still_is(
        string way,
        Refusal refusal
    )
    {
        var world = new World("ann", "bob");
        Assert.Equal(Refusal.None, await world.TakeAsync(way, by: "ann", from: "bob"));
        foreach (var other in Ways)
            Assert.Equal(refusal, await world.TakeAsync(other, by: "bob", from: "ann"));
        Assert.Equal(1, await world.CountAsync());
    }

    [Fact]
    public async Task What_a_client_did_not_manage_by_is_taken_without_a_word_of_who_takes_it()
    {
        var world = new World("ann", "bob");
        await world.TakeAsync("disable", by: "ann", from: "bob");
        world.Hooked.Writes = 0;
        world.Before(9, () => Task.CompletedTask);
        Assert.Equal(Refusal.None, await world.TakeAsync("remove the secret", by: "ann", from: "bob"));
        Assert.Equal(1, world.Hooked.Writes);
    }

    /// <summary>An organisation with clients that all may manage it.</summary>
    private sealed class World
    {
        private readonly InMemoryCatalog store = new();
        private readonly Dictionary<string, Caller> callers = [];
        private readonly ClientChanges changes;
        private readonly ClientSecrets secrets;

        public World(params string[] names)
        {
            Hooked = new HookedCatalog(store);
            var time = new ManualTimeProvider(Given.Noon);
            var catalog = new CachedCatalog(Hooked, Options.Create(new CatalogOptions()), time);
            var identity = Options.Create(new IdentityOptions());
            var limits = Options.Create(new ManagementOptions());
            var file = new ClientFile(Hooked, catalog, new AuditRecords(time));
            var managers = new Managers(Hooked, catalog, identity);
            changes = new ClientChanges(file, managers, limits);
            secrets = new ClientSecrets(
                file,
                managers,
                new Creations(Hooked),
                new StoredKeyRing(time),
                limits,
                identity,
                time
            );
            foreach (var name in names)
            {
                var client = NewClient(name);
                callers.Add(name, Caller.Of(client));
                Assert.True(((ICatalog)store).CreateAsync(client, default).IsCompletedSuccessfully);
            }
        }

        public HookedCatalog Hooked { get; }

        /// <summary>Has something happen just before the write of this number from now.</summary>
        public void Before(int write, Func<Task> act)
        {
            Hooked.Writes = 0;
            Hooked.BeforeWrite = async n =>
            {
                if (n != write)
                    return;
                Hooked.BeforeWrite = null;
                await act();
            };
        }

        /// <summary>Takes it, with the tag that the other has now; why not, if it was refused.</summary>
        public async Task<Refusal> TakeAsync(string way, string by, string from)
        {
            var caller = callers[by];
            var etag = new IfMatch([(await FindAsync(from)).ETag]);
            var outcome = way switch
            {
                "disable" => await changes.DisableAsync(caller, from, etag, default),
                "take the scope" => await changes.ChangeAsync(caller, from, etag, Partner(), default),
                "remove the secret" => await secrets.RemoveAsync(caller, from, "1", etag, default),
                _ => throw new ArgumentOutOfRangeException(nameof(way)),
            };
            return outcome.Problem?.Refusal ?? Refusal.None;
        }

        /// <summary>How many can manage the organisation.</summary>
        public async Task<int> CountAsync()
        {
            var count = 0;
            foreach (var name in callers.Keys)
                if (
                    (await FindAsync(name)).Value is { Disabled: false, Secrets: [{ ExpiresAt: null }] } client
                    && client.Scopes.Contains(Scopes.Manage)
                )
                    count++;
            return count;
        }

        private async Task<Versioned<Client>> FindAsync(string name) =>
            await store.FindAsync<Client>(Client.KeyOf(TextId.From<ClientId>(name)), default)
            ?? throw new InvalidOperationException($"{name} is gone.");

        private static Client NewClient(string name) =>
            new()
            {
                ClientId = TextId.From<ClientId>(name),
                OrgId = Given.Org,
                Name = name,
                Scopes = [Scopes.Manage],
                Secrets =
                [
                    new ClientSecret
                    {
                        N = 1,
                        Hash = "hash",
                        CreatedAt = Given.Noon,
                    },
                ],
            };

        private static JsonFields Partner() =>
            JsonFields.TryParse(
                Encoding.UTF8.GetBytes("""{ "name": "Partner", "scopes": ["points.earn"] }"""),
                out var fields
            )
                ? fields
                : throw new InvalidOperationException("No JSON object.");
    }
}
