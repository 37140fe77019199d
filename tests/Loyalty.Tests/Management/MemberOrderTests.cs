using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Identity;
using Loyalty.Ledger;
using Loyalty.Ledger.Proof;
using Loyalty.Ledger.Reading;
using Loyalty.Management;
using Loyalty.Management.Members;
using Loyalty.Management.Transactions;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Management;

/// <summary>
/// Changes of members that break off, or that others overtake, before any of their writes: whatever a member says leads
/// back to it, and to nobody else.
/// </summary>
public sealed class MemberOrderTests
{
    private static readonly MemberDraft Ann = new() { Mobile = "+4915112345678", Email = "Ann@example.com" };
    private static readonly MemberDraft Moved = new() { Mobile = "+4915187654321", Email = "Ann@example.com" };
    private static readonly MemberDraft Nothing = new();

    /// <summary>Name, what was before, what is done.</summary>
    private static readonly Dictionary<string, (MemberDraft? Before, Func<World, Task<bool>> Do)> Changes = new()
    {
        ["register"] = (null, world => world.PutAsync("ann", Ann)),
        ["move"] = (Ann, world => world.PutAsync("ann", Moved)),
        ["clear"] = (Ann, world => world.PutAsync("ann", Nothing)),
        ["erase"] = (Ann, world => world.EraseAsync("ann")),
    };

    /// <summary>What somebody else does meanwhile.</summary>
    private static readonly Dictionary<string, Func<World, Task<bool>>> Others = new()
    {
        ["bob wants it"] = world => world.PutAsync("bob", Ann),
        ["bob wants the new one"] = world => world.PutAsync("bob", Moved),
        ["ann again"] = world => world.PutAsync("ann", Ann),
        ["ann cleared"] = world => world.PutAsync("ann", Nothing),
        ["ann erased"] = world => world.EraseAsync("ann"),
    };

    public static TheoryData<string> ChangeNames => [.. Changes.Keys];

    public static TheoryData<string, string> Races
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var change in Changes.Keys)
            foreach (var other in Others.Keys)
                data.Add(change, other);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(ChangeNames))]
    public async Task A_change_that_breaks_off_lies_nowhere_and_can_be_made_again(string change)
    {
        var (before, act) = Changes[change];
        for (var at = 1; ; at++)
        {
            var world = new World();
            if (before is not null)
                Assert.True(await world.PutAsync("ann", before));
            world.Hooked.Writes = 0;
            world.Hooked.BeforeWrite = n => n == at ? throw new IOException("Died.") : Task.CompletedTask;
            var died = await Record.ExceptionAsync(() => act(world));
            world.Hooked.BeforeWrite = null;
            await world.AssertTrueAsync($"{change}, died before write {at}");
            if (died is null)
            {
                Assert.True(at > 1, "Nothing was written.");
                return;
            }

            Assert.True(await act(world), $"{change}, again after write {at}");
            await world.AssertTrueAsync($"{change}, made again after it died before write {at}");
        }
    }

    [Theory]
    [MemberData(nameof(ChangeNames))]
    public async Task What_a_change_that_broke_off_had_claimed_is_the_next_claimants(string change)
    {
        var (before, act) = Changes[change];
        var broken = 0;
        for (var at = 1; ; at++)
        {
            var world = new World();
            if (before is not null)
                await world.PutAsync("ann", before);
            world.Hooked.Writes = 0;
            world.Hooked.BeforeWrite = n => n == at ? throw new IOException("Died.") : Task.CompletedTask;
            var died = await Record.ExceptionAsync(() => act(world));
            world.Hooked.BeforeWrite = null;
            if (died is null)
                break;
            broken++;
            // Once Ann has nothing of the kind, nobody may be kept from it by what is left over.
            if (before is not null)
                Assert.True(await world.PutAsync("ann", Nothing), $"{change}, died before write {at}");
            foreach (var wanted in new[] { Ann, Moved })
                Assert.True(await world.PutAsync("bob", wanted), $"{change}, died before write {at}");
            await world.AssertTrueAsync($"{change}, died before write {at}, and bob came");
        }

        Assert.True(broken > 1, "Nothing was claimed.");
    }

    [Theory]
    [MemberData(nameof(Races))]
    public async Task Of_changes_at_once_none_makes_the_other_lie(string change, string other)
    {
        var (before, act) = Changes[change];
        for (var at = 1; ; at++)
        {
            var world = new World();
            if (before is not null)
                await world.PutAsync("ann", before);
            var overtaken = false;
            world.Hooked.Writes = 0;
            world.Hooked.BeforeWrite = async n =>
            {
                if (n != at)
                    return;
                overtaken = true;
                world.Hooked.BeforeWrite = null;
                await Others[other](world);
            };
            await act(world);
            world.Hooked.BeforeWrite = null;
            await world.AssertTrueAsync($"{change}, overtaken before write {at}: {other}");
            if (!overtaken)
                return;
        }
    }

    [Theory]
    [InlineData("the same", false, Refusal.None)]
    [InlineData("the same", true, Refusal.PreconditionFailed)]
    [InlineData("another", false, Refusal.PreconditionRequired)]
    [InlineData("another", true, Refusal.PreconditionFailed)]
    [InlineData("one that broke off", false, Refusal.None)]
    [InlineData("one that broke off", true, Refusal.None)]
    public async Task A_registration_that_another_overtakes_is_answered_as_if_it_came_later(
        string other,
        bool onlyNew,
        Refusal expected
    )
    {
        var told = new List<Refusal>();
        for (var at = 1; ; at++)
        {
            var world = new World();
            var overtaken = false;
            world.Hooked.BeforeWrite = async n =>
            {
                if (n != at)
                    return;
                overtaken = true;
                world.Hooked.Writes = 0;
                world.Hooked.BeforeWrite = other == "one that broke off" ? DieAtSecond : null;
                await Record.ExceptionAsync(() => world.PutAsync("ann", other == "another" ? Moved : Ann));
                world.Hooked.BeforeWrite = null;
            };
            var outcome = await world.RegisterAsync("ann", Ann, onlyNew);
            if (!overtaken)
                break;
            told.Add(outcome.Problem?.Refusal ?? Refusal.None);
        }

        Assert.True(told.Count > 3, "Less was written than a registration writes.");
        Assert.All(told, refusal => Assert.Equal(expected, refusal));

        static Task DieAtSecond(int n) => n == 2 ? throw new IOException("Died.") : Task.CompletedTask;
    }

    [Fact]
    public async Task Registering_a_member_again_as_it_is_changes_nothing()
    {
        var world = new World();
        var first = await world.RegisterAsync("ann", Ann);

        var again = await world.RegisterAsync("ann", Ann);

        Assert.Equal(first.Item?.ETag, again.Item?.ETag);
        Assert.Equal(Refusal.PreconditionRequired, (await world.RegisterAsync("ann", Moved)).Problem?.Refusal);
        Assert.Single((await world.Store.AuditAsync(Given.Org, null, 10, default)).Items);
    }

    [Fact]
    public async Task What_a_member_no_longer_says_is_free_for_others()
    {
        var world = new World();
        await world.PutAsync("ann", Ann);
        Assert.False(await world.PutAsync("bob", Ann));

        await world.EraseAsync("ann");

        Assert.True(await world.PutAsync("bob", Ann));
        Assert.Equal(
            "bob",
            (await world.Lookup.FindAsync(Given.Org, "email", "ANN@EXAMPLE.COM", default))?.MemberId.Value
        );
    }

    [Fact]
    public async Task An_erased_member_is_nowhere_in_the_catalog_but_by_id()
    {
        var world = new World();
        await world.PutAsync("ann", Ann with { ExternalId = "crm-77777", CardNumber = "4000123456789" });
        await world.PutAsync("ann", Moved with { ExternalId = "crm-88888", CardNumber = "4000987654321" });

        await world.EraseAsync("ann");

        Assert.Empty((await world.Store.ListAsync<MemberAlias>(Given.Org.Value, null, 10, default)).Items);
        var records = await world.Store.AuditAsync(Given.Org, null, 10, default);
        Assert.Equal(["erase", "update", "create"], records.Items.Select(record => record.Action));
        foreach (var text in new[] { "15112345678", "15187654321", "example.com", "crm-", "4000" })
            Assert.DoesNotContain(records.Items, record => $"{record.Before}{record.After}".Contains(text));
    }

    /// <summary>An organisation with its register.</summary>
    private sealed class World
    {
        private readonly Caller caller = Caller.Of(
            new Client
            {
                ClientId = Given.ClientId,
                OrgId = Given.Org,
                Name = "Owner",
                Scopes = [Scopes.Manage],
            }
        );
        private readonly MemberRegister register;

        public World()
        {
            Hooked = new HookedCatalog(Store);
            var time = new ManualTimeProvider(Given.Noon);
            var catalog = new CachedCatalog(Hooked, Options.Create(new CatalogOptions()), time);
            var ledger = new InMemoryLedgerStore();
            var transactions = new TransactionRegister(
                ledger,
                new Reversals(ledger),
                new ChainWalk(ledger, Options.Create(new LedgerOptions()))
            );
            var accounts = new MemberAccounts(Hooked, ledger, transactions, time);
            register = new MemberRegister(
                Hooked,
                catalog,
                accounts,
                new AuditRecords(time),
                Options.Create(new ManagementOptions()),
                time
            );
            Lookup = new MemberLookup(catalog);
        }

        public InMemoryCatalog Store { get; } = new();

        public HookedCatalog Hooked { get; }

        public MemberLookup Lookup { get; }

        /// <summary>Registers or changes, with the tag that the member has now; whether it was done.</summary>
        public async Task<bool> PutAsync(string id, MemberDraft fields)
        {
            var member = TextId.From<MemberId>(id);
            var found = await Store.FindAsync<Member>(Member.KeyOf(Given.Org, member), default);
            var ifMatch = found is { Value.Registering: false } ? new IfMatch([found.ETag]) : null;
            return (await register.PutAsync(caller, member, fields, ifMatch, onlyNew: false, default))
                .Outcome
                .Succeeded;
        }

        /// <summary>Registers, with no tag.</summary>
        public async Task<Outcome<MemberDocument>> RegisterAsync(string id, MemberDraft fields, bool onlyNew = false) =>
            (await register.PutAsync(caller, TextId.From<MemberId>(id), fields, null, onlyNew, default)).Outcome;

        public async Task<bool> EraseAsync(string id)
        {
            var key = Member.KeyOf(Given.Org, TextId.From<MemberId>(id));
            var found = await Store.FindAsync<Member>(key, default);
            return (
                await register.EraseAsync(caller, id, found is null ? null : new IfMatch([found.ETag]), default)
            ).Succeeded;
        }

        public async Task AssertTrueAsync(string when)
        {
            var members = await Store.ListAsync<Member>(Given.Org.Value, null, 10, default);
            foreach (var (member, _) in members.Items)
            {
                // A member whose erasure has begun is closed, and is found by nothing but its id from then on.
                var leads = member is { Status: not MemberStatus.Closed };
                foreach (var alias in MemberAliases.Of(member))
                {
                    var found = await Lookup.FindAsync(Given.Org, alias.Field, alias.Value, default);
                    Assert.True(
                        found?.MemberId == member.MemberId || (!leads && found is null),
                        $"{when}: {alias.Field} of {member.MemberId} leads to {found?.MemberId.Value ?? "nobody"}."
                    );
                }

                Assert.True(
                    member.ErasedAt is null || MemberAliases.Of(member).Count == 0,
                    $"{when}: {member.MemberId} is erased and has data."
                );
            }
        }
    }
}
