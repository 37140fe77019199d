using System.Text.Json.Nodes;
using Loyalty.Catalog;
using Loyalty.GroupRedemptions;
using Loyalty.Local.Tests.Management;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Local.Tests.PointOfSale;

/// <summary>The same redemption of a group sent twice at one instant: the second is done as a whole after the first has
/// found that there is none of its number yet, and before the first uses up the code or the points.</summary>
public abstract class GroupRaceTests(HostFixture fixture, GroupRaceTests.Interference between)
{
    public sealed class OnSqlite(OnSqlite.Fixture fixture)
        : GroupRaceTests(fixture, fixture.Between),
            IClassFixture<OnSqlite.Fixture>
    {
        public sealed class Fixture : HostFixture
        {
            internal Interference Between { get; } = new();

            protected override void Replace(IServiceCollection services) => Between.Enter(services);
        }
    }

    public sealed class OnCosmos(OnCosmos.Fixture fixture)
        : GroupRaceTests(fixture, fixture.Between),
            IClassFixture<OnCosmos.Fixture>
    {
        public sealed class Fixture : HostFixture
        {
            internal Interference Between { get; } = new();

            protected override Task<(string Name, string Value)[]> StoreAsync() => CosmosAccount.NewDatabaseAsync();

            protected override void Replace(IServiceCollection services) => Between.Enter(services);
        }
    }

    [Theory]
    [InlineData(RedemptionValidation.Otp, 10)]
    [InlineData(RedemptionValidation.None, 80)]
    public async Task The_slower_of_two_with_one_number_is_told_what_the_faster_has_done(
        RedemptionValidation validation,
        int points
    )
    {
        var till = await Till.OpenAsync(fixture);
        var program = await fixture.Setup.ProgramAsync(program =>
            program with
            {
                Redemption = new RedemptionPolicy { Validation = validation },
            }
        );
        var (ann, bob) = (await fixture.Setup.MemberAsync(), await fixture.Setup.MemberAsync());
        await fixture.Setup.PutAsync(bob with { Email = $"{bob.MemberId}@example.com" });
        foreach (var member in (Member[])[ann, bob])
            await fixture.Setup.GrantAsync(member, 50, program);
        var made = await Editor
            .Of(fixture)
            .PostAsync(
                "/manage/groups",
                new JsonObject
                {
                    ["primaryUserId"] = ann.MemberId.Value,
                    ["members"] = new JsonArray(ann.MemberId.Value, bob.MemberId.Value),
                }
            );
        var code =
            validation == RedemptionValidation.Otp ? await TillRaceTests.CodeAsync(fixture, till, bob, program) : null;
        Task<TillAnswer> RedeemAsync() =>
            till.RedeemAsync(
                bob,
                points,
                $"?program_id={program.ProgramId}&user_group2_id={made.Field("groupId")}",
                item => (item["external_reference_number"], item["validation_code"]) = ("one-number", code)
            );
        TillAnswer? faster = null;
        between.Act = async () => faster = await RedeemAsync();

        var slower = await RedeemAsync();

        Assert.Equal(("800", "800"), (faster?.Code, slower.Code));
        Assert.Equal(faster?.RedemptionId, slower.RedemptionId);
        var balances = 0L;
        foreach (var member in (Member[])[ann, bob])
            balances += long.Parse(
                (await fixture.BalanceAsync(member.MemberId.Value, program.ProgramId.Value)).Field("balance")!
            );
        Assert.Equal(100 - points, balances);
    }

    /// <summary>What happens once, after a redemption was looked for.</summary>
    public sealed class Interference
    {
        public Func<Task>? Act { get; set; }

        internal void Enter(IServiceCollection services)
        {
            var store = services.Single(service => service.ServiceType == typeof(IGroupRedemptionStore));
            services.AddSingleton<IGroupRedemptionStore>(provider => new Interfered(
                (IGroupRedemptionStore)ActivatorUtilities.CreateInstance(provider, store.ImplementationType!),
                this
            ));
        }
    }

    private sealed class Interfered(IGroupRedemptionStore store, Interference between) : IGroupRedemptionStore
    {
        public async ValueTask<Versioned<GroupRedemption>?> FindAsync(EntryId id, CancellationToken cancellationToken)
        {
            var found = await store.FindAsync(id, cancellationToken);
            var (act, _) = (between.Act, between.Act = null);
            if (act is not null)
                await act();
            return found;
        }

        public Task<string?> CreateAsync(GroupRedemption redemption, CancellationToken cancellationToken) =>
            store.CreateAsync(redemption, cancellationToken);

        public Task<string?> ReplaceAsync(
            GroupRedemption redemption,
            string etag,
            CancellationToken cancellationToken
        ) => store.ReplaceAsync(redemption, etag, cancellationToken);

        public Task<IReadOnlyList<GroupRedemption>> DueAsync(
            DateTimeOffset before,
            int limit,
            CancellationToken cancellationToken
        ) => store.DueAsync(before, limit, cancellationToken);
    }
}
