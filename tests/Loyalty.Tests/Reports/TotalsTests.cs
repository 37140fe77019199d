using Loyalty.Catalog;
using Loyalty.Ledger.Rules;
using Loyalty.Reports;
using Loyalty.RequestLog;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Reports;

/// <summary>The overview's sums are those of the ledger.</summary>
public class TotalsTests
{
    private const int Seeds = 40;

    [Fact]
    public async Task Totals_counted_along_the_way_are_those_of_all_entries_and_of_the_accounts()
    {
        var seen = new HashSet<string>();
        for (var seed = 1; seed <= Seeds; seed++)
        {
            var random = new Random(seed);
            var options = new OverviewOptions { MaxEntries = random.Next(1, 30), DaysKept = 1000 };
            var world = new CountedWorld(seed, options);
            for (var i = 0; i < 200; i++)
            {
                await world.HappenAsync();
                if (random.Next(8) == 0)
                    await world.CountAsync(world.Programs[random.Next(2)]);
            }

            foreach (var program in world.Programs)
            {
                var totals = await CountedSums.CaughtUpAsync(world, program);

                await CountedSums.AssertAsync(world, program, totals, $"seed {seed}");
                seen.UnionWith(world.Entries(program).Select(entry => $"{entry.Kind} {entry.Status}"));
            }
        }

        // A test that never comes across something proves nothing about it.
        Assert.Superset(
            new HashSet<string>
            {
                "Earn Success",
                "Earn Failed",
                "Redeem Success",
                "Redeem Failed",
                "Adjust Success",
                "Reverse Success",
                "Expire Success",
            },
            seen
        );
    }

    [Fact]
    public async Task However_the_entries_are_parted_the_totals_are_the_same()
    {
        var world = new CountedWorld(99);
        for (var i = 0; i < 300; i++)
            await world.HappenAsync();
        var program = world.Programs[0];
        var entries = (await world.Store.JournalAsync(Given.Org, null, 1000, default)).Entries;
        var empty = ProgramTotals.Empty(Given.Org, program.ProgramId);
        var expected = Json(TotalsFold.Add(empty, program, entries, daysKept: 7));
        var random = new Random(1);
        for (var round = 0; round < 50; round++)
        {
            var totals = empty;
            for (var at = 0; at < entries.Count; )
            {
                var part = entries.Skip(at).Take(random.Next(1, 40)).ToList();
                totals = TotalsFold.Add(totals, program, part, daysKept: 7);
                at += part.Count;
            }

            Assert.Equal(expected, Json(totals));
        }

        Assert.Contains("\"days\":[", expected);
    }

    [Fact]
    public async Task Requests_refused_at_the_door_count_on_their_day_for_their_program_once()
    {
        var world = new CountedWorld(8, new OverviewOptions { MaxEntries = 100 });
        var (main, other) = (world.Programs[0], world.Programs[1]);
        world.Catalog.Put(
            new Organisation
            {
                OrgId = Given.Org,
                Name = "x",
                DefaultProgramId = main.ProgramId,
            }
        );
        var place = 0;
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < 4; i++)
                await world.Log.AppendAsync(Segment(), default);
            for (var i = 0; i < 6; i++)
                await world.CountAsync(main);
            await world.CountAsync(other);
        }

        Assert.Equal(
            [(Refusal.InvalidRequest, 12), (Refusal.RuleNotActive, 12)],
            Failures(await CountedSums.CaughtUpAsync(world, main))
        );
        Assert.Equal([(Refusal.MemberBlocked, 12)], Failures(await CountedSums.CaughtUpAsync(world, other)));

        static IEnumerable<(Refusal, long)> Failures(ProgramTotals totals)
        {
            Assert.Equal(
                totals.Days.Sum(day => day.Failed),
                totals.Days.Sum(day => day.Failures.Sum(each => each.Count))
            );
            return totals.Days.Single().Failures.Select(each => (each.Code, each.Count));
        }

        RequestSegment Segment()
        {
            var request = new RequestRecord
            {
                At = world.Clock.GetUtcNow(),
                ClientId = TextId.From<ClientId>("c"),
                Method = "POST",
                Path = "/points",
                Status = 400,
            };
            return new RequestSegment
            {
                Place = $"{++place:x32}",
                OrgId = Given.Org,
                Records =
                [
                    request with
                    {
                        Status = 202,
                        ProgramId = main.ProgramId,
                    },
                    request with
                    {
                        Code = Refusal.RuleNotActive,
                        ProgramId = main.ProgramId,
                    },
                    request with
                    {
                        Code = Refusal.InvalidRequest,
                    },
                    request with
                    {
                        Code = Refusal.MemberBlocked,
                        ProgramId = other.ProgramId,
                    },
                    request with
                    {
                        Code = Refusal.NotFound,
                        Method = "GET",
                        Path = "/manage/rules/x",
                    },
                ],
            };
        }
    }

    [Fact]
    public async Task Who_looks_for_a_short_while_counts_a_portion_and_finds_the_rest_next_time()
    {
        var world = new CountedWorld(7);
        for (var i = 0; i < 1500; i++)
            await world.HappenAsync();
        var program = world.Programs[0];
        var keeper = world.KeeperOn(world.Clock, new OverviewOptions { DaysKept = 1000 });

        var (first, isBehind) = await keeper.AdvanceAsync(program, TimeSpan.Zero, default);
        var looks = 1;
        var totals = first;
        for (var more = isBehind; more; looks++)
            (totals, more) = await keeper.AdvanceAsync(program, TimeSpan.Zero, default);

        Assert.True(isBehind);
        Assert.InRange(looks, 2, 10);
        await CountedSums.AssertAsync(world, program, totals, "in the end");
    }

    [Fact]
    public async Task One_look_counts_so_much_and_says_that_it_is_behind()
    {
        var world = new CountedWorld(6, new OverviewOptions { MaxEntries = 10 });
        for (var i = 0; i < 60; i++)
            await world.HappenAsync();
        var program = world.Programs[0];

        var (first, behind) = await world.CountAsync(program);

        Assert.True(behind);
        Assert.Equal(Pages.Cursor("journal", "10"), first.Cursor);
        await CountedSums.AssertAsync(world, program, await CountedSums.CaughtUpAsync(world, program), "caught up");
        Assert.False((await world.CountAsync(program)).Behind);
    }

    [Fact]
    public async Task A_day_is_one_of_the_programs_own_calendar()
    {
        var world = new CountedWorld(1);
        // 01:00 UTC is still the day before in New York, and the same day in the far Pacific.
        world.Clock.Advance(new DateTimeOffset(2026, 6, 2, 1, 0, 0, TimeSpan.Zero) - world.Clock.GetUtcNow());
        var account = Account.Empty(Given.Key);
        var command = Given.Command(Given.Rule(RuleType.Earn), 5, "r", world.Clock.GetUtcNow());
        foreach (var (program, day) in world.Programs.Zip([1, 2]))
        {
            var entry = LedgerRules
                .Decide(account with { ProgramId = program.ProgramId }, command, program, world.Clock.GetUtcNow())
                .Entry;

            var totals = TotalsFold.Add(ProgramTotals.Empty(Given.Org, program.ProgramId), program, [entry], 10);

            Assert.Equal(new DateOnly(2026, 6, day), Assert.Single(totals.Days).Date);
        }
    }

    private static string Json(ProgramTotals totals) =>
        System.Text.Json.JsonSerializer.Serialize(totals, ProgramTotals.Json);
}
