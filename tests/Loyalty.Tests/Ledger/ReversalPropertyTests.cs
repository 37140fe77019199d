using System.Collections.Concurrent;
using CsCheck;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.Tests.Budgets;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Ledger;

/// <summary>
/// Awards, redemptions and reversals in any order and over many days leave exactly the points, day by day, that a heap
/// of single points leaves; and taking everything back leaves the account, the cap and the budget as if it had never
/// been.
/// </summary>
public class ReversalPropertyTests
{
    private const int Worlds = 60;
    private const int MostSteps = 80;
    private static readonly string[] Members = ["ann", "bob"];

    [Fact]
    public async Task Any_order_of_awards_redemptions_and_reversals_ages_as_single_points_do()
    {
        var isLong = Environment.GetEnvironmentVariable("LOYALTY_LONG") == "1";
        var met = new ConcurrentDictionary<string, bool>();

        await Gen.Select(Terms.Any, Step.Any.Array[1, MostSteps], Gen.Int[0, 9999])
            .SampleAsync(
                (terms, steps, order) => new World(terms, met).RunAsync(steps, order),
                iter: isLong ? 20 * Worlds : Worlds,
                print: world =>
                    $"{world.Item1}, taken back in order {world.Item3}:\n{string.Join('\n', world.Item2.AsEnumerable())}"
            );

        // A test that never reaches an edge proves nothing about it.
        Assert.Equal(
            ["AlreadyReversed", "None", "PointsAlreadySpent", "PointsExpired", "forfeited", "graced", "none left"],
            met.Keys.Order(StringComparer.Ordinal)
        );
    }

    /// <summary>How long points live, and how many there can be.</summary>
    private sealed record Terms(int LifeDays, int GraceDays, int Cap, int Budget)
    {
        public static Gen<Terms> Any { get; } =
            Gen.Select(
                Gen.Frequency((1, Gen.Const(0)), (2, Gen.Int[1, 8])),
                Gen.Int[0, 1],
                Gen.Int[100, 399],
                Gen.Int[150, 499],
                (life, grace, cap, budget) => new Terms(life, 3 * grace, cap, budget)
            );
    }

    /// <summary>What happens next. Numbers choose from what is there.</summary>
    private abstract record Step
    {
        public static Gen<Step> Any { get; } =
            Gen.Frequency<Step>(
                (3, Gen.Select(Gen.Int[0, 1], Gen.Int[1, 59], (member, points) => new Award(member, points))),
                (3, Gen.Select(Gen.Int[0, 1], Gen.Int[1, 59], (member, points) => new Spend(member, points))),
                (
                    3,
                    Gen.Select(
                        Gen.Int[0, 99],
                        Gen.Frequency((1, Gen.Const((int?)null)), (7, Gen.Int[0, 59].Select(part => (int?)part))),
                        (move, part) => new TakeBack(move, part)
                    )
                ),
                (1, Gen.Int[0, 149].Select(hours => new Wait(hours)))
            );
    }

    private sealed record Award(int Member, int Points) : Step;

    private sealed record Spend(int Member, int Points) : Step;

    /// <summary>Takes back a part of a move; without a part one point more than is left of it.</summary>
    private sealed record TakeBack(int Move, int? Part) : Step;

    private sealed record Wait(int Hours) : Step;

    private sealed class World
    {
        private readonly ConcurrentDictionary<string, bool> met;
        private readonly PointProgram program;
        private readonly BudgetScene scene;
        private readonly AccountHandler accounts;
        private readonly PointByPoint model;
        private readonly Rule spending = Given.Rule(RuleType.Redeem, id: "spend");
        private readonly List<(LedgerEntry Entry, PointByPoint.Move Move)> moves = [];
        private int requests;

        public World(Terms terms, ConcurrentDictionary<string, bool> met)
        {
            this.met = met;
            program = Given.Program(terms.LifeDays == 0 ? null : new Expiration { Days = terms.LifeDays }) with
            {
                Reversal = new ReversalPolicy { GraceDays = terms.GraceDays },
            };
            scene = new BudgetScene(terms.Budget, Given.Cap(terms.Cap, CapPeriod.Lifetime));
            accounts = scene.Start();
            model = new PointByPoint(terms.LifeDays, terms.GraceDays, terms.Cap, terms.Budget);
        }

        private DateOnly Today => DateOnly.FromDateTime(scene.Time.GetUtcNow().UtcDateTime);

        public async Task RunAsync(IEnumerable<Step> steps, int order)
        {
            foreach (var step in steps)
            {
                await StepAsync(step);
                await CheckAsync();
            }

            await TakeAllBackAsync(new Random(order));
        }

        private Task StepAsync(Step step)
        {
            switch (step)
            {
                case Award award:
                    return AwardAsync(Members[award.Member], award.Points);
                case Spend spend:
                    return SpendAsync(Members[spend.Member], spend.Points);
                case TakeBack back when moves.Count > 0:
                    var (entry, move) = moves[back.Move % moves.Count];
                    var left = move.Points.Count - move.Reversed;
                    return ReverseAsync(
                        entry,
                        move,
                        left == 0 || back.Part is null ? left + 1 : (back.Part.Value % left) + 1
                    );
                default:
                    scene.Time.Advance(TimeSpan.FromHours(step is Wait wait ? wait.Hours : 1));
                    return Task.CompletedTask;
            }
        }

        private async Task AwardAsync(string member, int points)
        {
            var entry = await ApplyAsync(member, scene.Earn(points, $"r{requests++}"));
            model.Age(member, Today);
            var move = model.Award(member, points, Today);
            Assert.Equal(move?.Points.Count ?? 0, entry.Points.Value);
            if (move is null)
                met.TryAdd("none left", true);
            else
                moves.Add((entry, move));
        }

        private async Task SpendAsync(string member, int points)
        {
            var entry = await ApplyAsync(member, Given.Command(spending, points, $"r{requests++}"));
            model.Age(member, Today);
            var move = model.Spend(member, points);
            Assert.Equal(-(move?.Points.Count ?? 0), entry.Points.Value);
            if (move is not null)
                moves.Add((entry, move));
        }

        private async Task ReverseAsync(LedgerEntry original, PointByPoint.Move move, int points)
        {
            var command = BudgetScene.Reverse(original, points, $"{requests++}") with
            {
                AlreadyReversed = new Points(move.Reversed),
            };
            var entry = await ApplyAsync(move.Member, command);
            model.Age(move.Member, Today);
            var refusal = model.Reverse(move, points, Today);
            Assert.Equal(refusal, entry.Code);
            met.TryAdd($"{refusal}", true);
            if (refusal == Refusal.None && !move.IsAward && entry.Points.Value < points)
                met.TryAdd("forfeited", true);
            if (program.Reversal.GraceDays > 0 && entry.Buckets.Any(b => b.ExpiresOn == Today.AddDays(3)))
                met.TryAdd("graced", true);
        }

        private async Task<LedgerEntry> ApplyAsync(string member, Command command)
        {
            var entries = await accounts.ApplyAsync(BudgetScene.KeyOf(member), program, [command], default);
            return entries[command.Id];
        }

        private async Task CheckAsync()
        {
            foreach (var member in Members)
            {
                var account = await scene.Ledger.LoadAsync(BudgetScene.KeyOf(member), default);
                // Neither ages by itself: a day counts from the next command on.
                Assert.Equal(
                    model.Buckets(member),
                    (account?.Value.Buckets ?? []).Select(bucket => (bucket.ExpiresOn, bucket.Points.Value))
                );
            }

            Assert.Equal((model.BudgetUsed, 0L), await scene.UseAsync());
        }

        /// <summary>The redemptions in any order, then the awards in any order: only what has expired stays away.</summary>
        private async Task TakeAllBackAsync(Random random)
        {
            var order = moves.OrderBy(move => move.Move.IsAward).ThenBy(_ => random.Next());
            foreach (var (entry, move) in order)
                while (move.Points.Count > move.Reversed && entry.Buckets.All(b => !(b.ExpiresOn < Today)))
                {
                    var before = move.Reversed;
                    await ReverseAsync(entry, move, random.Next(move.Points.Count - move.Reversed) + 1);
                    await CheckAsync();
                    if (move.Reversed == before)
                        break;
                }

            if (program.Expiration is not null)
                return;
            Assert.Equal((0, 0), await scene.UseAsync());
            foreach (var member in Members)
            {
                var account = (await scene.Ledger.LoadAsync(BudgetScene.KeyOf(member), default))?.Value;
                Assert.Equal(0, account?.LifetimeEarned.Value ?? 0);
                Assert.Equal(0, account?.LifetimeRedeemed.Value ?? 0);
                Assert.Empty(account?.Buckets ?? []);
                Assert.All(account?.Usage ?? [], usage => Assert.Equal(Points.Zero, usage.Used));
            }
        }
    }
}
