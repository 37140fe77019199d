using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.GroupRedemptions;
using Loyalty.Holds;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Proof;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Rules;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Loyalty.Contracts.Support;

/// <summary>Members who have points, and hosts that redeem those of groups.</summary>
public sealed class GroupWorld(IStores kept)
{
    private static readonly ClientId Client = TextId.From<ClientId>("till");
    private static readonly PointProgram Program = HoldHosts.Program;

    /// <summary>How far ahead the clock of a host is that takes up what others have left.</summary>
    public static readonly TimeSpan Later = TimeSpan.FromMinutes(10);

    /// <summary>How far ahead it is when all holds have expired.</summary>
    public static readonly TimeSpan MuchLater = TimeSpan.FromHours(2);

    private static CancellationToken None => CancellationToken.None;

    public static AccountKey KeyOf(string member) => Sample.Key(member);

    public static EntryId IdOf(string customer, string reference) =>
        EntryId.ForRedemption(Client, TextId.From<MemberId>(customer), TextId.From<RequestId>(reference));

    /// <summary>Sets up the program, and members with ten points each.</summary>
    public async Task<GroupWorld> BeginAsync(params string[] members)
    {
        await kept.Catalog.CreateAsync(Program, None);
        foreach (var member in members)
            await AwardAsync(member, 10);
        return this;
    }

    /// <summary>Gives a member points, who may be new.</summary>
    public async Task AwardAsync(string member, long points, TimeSpan ago = default)
    {
        await kept.Catalog.CreateAsync(
            new Member { OrgId = Program.OrgId, MemberId = TextId.From<MemberId>(member) },
            None
        );
        await ApplyAsync(member, EntryKind.Adjust, points, ago);
    }

    /// <summary>Has a member spend points alone.</summary>
    public Task SpendAsync(string member, long points) => ApplyAsync(member, EntryKind.Redeem, points);

    /// <summary>A host on these stores.</summary>
    /// <param name="stores">Its stores.</param>
    /// <param name="ahead">How far its clock is ahead.</param>
    /// <param name="options">Its settings.</param>
    public Host Start(MortalStores stores, TimeSpan ahead = default, GroupOptions? options = null)
    {
        var time = new Ahead(ahead);
        var limits = Options.Create(
            new LedgerOptions
            {
                MaxAttempts = 100,
                RetryDelay = TimeSpan.FromMilliseconds(1),
                MaxOpenHolds = 90,
            }
        );
        var desk = new BudgetDesk(stores, Options.Create(new BudgetOptions()), time, RandomJitter.Next);
        var accounts = new AccountHandler(
            stores,
            desk,
            limits,
            time,
            RandomJitter.Next,
            NullLogger<AccountHandler>.Instance
        );
        var catalog = new CachedCatalog(kept.Catalog, Options.Create(new CatalogOptions()), time);
        var holds = new HoldHandler(catalog, stores, accounts, new OpenDecisions(time), limits, time);
        var settings = Options.Create(options ?? new GroupOptions());
        var settlement = new GroupSettlement(
            stores,
            catalog,
            stores,
            holds,
            accounts,
            new Reversals(stores),
            settings,
            time
        );
        var redemptions = new GroupRedemptionHandler(
            stores,
            settlement,
            new GroupMembers(catalog, stores, settings, time),
            holds,
            accounts,
            settings,
            time
        );
        return new Host(
            accounts,
            redemptions,
            new GroupReversalHandler(stores, redemptions, settlement, new Reversals(stores), settings, time),
            new GroupReconciliation(stores, settlement, settings, time)
        );
    }

    /// <summary>Stores that never fail, or do as they are told.</summary>
    public MortalStores Stores(int? diesAt = null, int seed = 0, double faults = 0) =>
        new(kept.Ledger, kept.Budgets, kept.GroupRedemptions, seed, faults) { DiesAt = diesAt };

    public async Task<GroupRedemption?> FindAsync(EntryId id) =>
        (await kept.GroupRedemptions.FindAsync(id, None))?.Value;

    /// <summary>What members have, once each account is replayed and found without open holds.</summary>
    public async Task<long[]> ProveAsync(params IEnumerable<string> members)
    {
        var balances = new List<long>();
        foreach (var key in members.Select(KeyOf))
        {
            var page = await kept.Ledger.PageAsync(key, null, 10_000, None);
            Assert.Null(page.NextCursor);
            var rules = new RuleProof();
            rules.Add(Program);
            var proof = new AccountProof(key, rules);
            foreach (var entry in page.Items.Where(entry => entry.Status == EntryStatus.Success).Reverse())
                proof.Add(entry);
            var account = (await kept.Ledger.LoadAsync(key, None))!.Value;
            proof.Close(account);
            Assert.Empty(proof.Faults);
            Assert.Equal(Points.Zero, account.HeldPoints);
            Assert.True(account.Balance >= Points.Zero);
            balances.Add(account.Balance.Value);
        }

        return [.. balances];
    }

    /// <summary>Whether a host dies of its work.</summary>
    public static async Task<bool> DiesAsync(Func<Task> work)
    {
        try
        {
            await work();
            return false;
        }
        catch (Exception fault) when (fault is IOException or UnavailableException or AggregateException)
        {
            return true;
        }
    }

    private async Task ApplyAsync(string member, EntryKind kind, long points, TimeSpan ago = default)
    {
        var command = new Command
        {
            Id = new EntryId(Guid.NewGuid()),
            Kind = kind,
            Amount = new Points(points),
            AcceptedAt = DateTimeOffset.UtcNow,
            MemberStatus = MemberStatus.Active,
        };
        var applied = await Start(Stores(), -ago).Accounts.ApplyAsync(KeyOf(member), Program, [command], None);
        Assert.Equal(EntryStatus.Success, applied[command.Id].Status);
    }

    /// <summary>What one host does.</summary>
    public sealed record Host(
        AccountHandler Accounts,
        GroupRedemptionHandler Redemptions,
        GroupReversalHandler Reversals,
        GroupReconciliation Reconciliation
    )
    {
        /// <summary>Redeems points of a group for its first member.</summary>
        public Task<GroupOutcome> RedeemAsync(
            string reference,
            long points,
            IReadOnlyList<string> members,
            string? code = null
        ) =>
            Redemptions.RedeemAsync(
                new GroupWish
                {
                    Id = IdOf(members[0], reference),
                    Program = Program,
                    Group = new MemberGroup
                    {
                        OrgId = Program.OrgId,
                        GroupId = "group",
                        PrimaryUserId = TextId.From<MemberId>(members[0]),
                        Members = [.. members.Select(TextId.From<MemberId>)],
                    },
                    CustomerId = TextId.From<MemberId>(members[0]),
                    Points = new Points(points),
                    ClientId = Client,
                    RequestId = TextId.From<RequestId>(reference),
                    Sale = new TillSale { Points = new Points(points), TillId = "till-1" },
                    Code = code,
                },
                None
            );

        /// <summary>Takes points of a redemption back.</summary>
        public Task<GroupReversal> ReverseAsync(EntryId id, string number, long? points = null) =>
            Reversals.ReverseAsync(
                id,
                Client,
                TextId.From<RequestId>(number),
                points is { } some ? new Points(some) : null,
                (_, amount) => new TillSale { Points = amount, TillId = "till-2" },
                None
            );

        /// <summary>Runs the timer.</summary>
        public Task<int> ReconcileAsync() => Reconciliation.RunAsync(None);

        /// <summary>Releases what has expired of members' holds.</summary>
        public async Task ExpireAsync(IEnumerable<string> members)
        {
            foreach (var member in members)
                await Accounts.ExpireAsync(KeyOf(member), Program, None);
        }
    }

    private sealed class Ahead(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
