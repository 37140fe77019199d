using Loyalty.Catalog;
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
    private const int Steps = 40;
    private static readonly string[] Members = ["ann", "bob"];

    [Fact]
    public async Task Any_order_of_awards_redemptions_and_reversals_ages_as_single_points_do()
    {
        var first = int.TryParse(Environment.GetEnvironmentVariable("LOYALTY_SEED"), out var seed) ? seed : 1;
        var worlds = Environment.GetEnvironmentVariable("LOYALTY_LONG") == "1" ? 20 * Worlds : Worlds;
        var met = new HashSet<string>();
        for (var world = first; world < first + worlds; world++)
        {
            try
            {
                await new World(world, met).RunAsync();
            }
            catch (Exception fault)
            {
                throw new InvalidOperationException($"Seed {world} (LOYALTY_SEED={world}): {fault.Message}", fault);
            }
        }

        // A test that never reaches an edge proves nothing about it.
        Assert.Equal(
            ["AlreadyReversed", "None", "PointsAlreadySpent", "PointsExpired", "forfeited", "graced", "none left"],
            met.Order(StringComparer.Ordinal)
        );
    }

    private sealed class World
    {
        private readonly Random random;
        private readonly HashSet<string> met;
        private readonly PointProgram program;
        private readonly BudgetScene scene;
        private readonly AccountHandler accounts;
        private readonly PointByPoint model;
        private readonly Rule spending = Given.Rule(RuleType.Redeem, id: "spend");
        private readonly List<(LedgerEntry Entry, PointByPoint.Move Move)> moves = [];
        private int requests;

        public World(int seed, HashSet<string> met)
        {
            random = new Random(seed);
            this.met = met;
            var life = random.Next(3) == 0 ? 0 : random.Next(1, 9);
            var grace = random.Next(2) * 3;
            var cap = random.Next(100, 400);
            var budget = random.Next(150, 500);
            program = Given.Program(life == 0 ? null : new Expiration { Days = life }) with
            {
                Reversal = new ReversalPolicy { GraceDays = grace },
            };
            scene = new BudgetScene(budget, Given.Cap(cap, CapPeriod.Lifetime));
            accounts = scene.Start();
            model = new PointByPoint(life, grace, cap, budget);
        }

        private DateOnly Today => DateOnly.FromDateTime(scene.Time.GetUtcNow().UtcDateTime);

        public async Task RunAsync()
        {
            for (var step = 0; step < Steps; step++)
            {
                await StepAsync();
                await CheckAsync();
            }

            await TakeAllBackAsync();
        }

        private Task StepAsync()
        {
            switch (random.Next(10))
            {
                case < 3:
                    return AwardAsync(Members[random.Next(2)], random.Next(1, 60));
                case < 6:
                    return SpendAsync(Members[random.Next(2)], random.Next(1, 60));
                case < 9 when moves.Count > 0:
                    var (entry, move) = moves[random.Next(moves.Count)];
                    var left = move.Points.Count - move.Reversed;
                    return ReverseAsync(entry, move, random.Next(8) == 0 ? left + 1 : random.Next(left) + 1);
                default:
                    scene.Time.Advance(TimeSpan.FromHours(random.Next(150)));
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
                met.Add("none left");
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
            met.Add($"{refusal}");
            if (refusal == Refusal.None && !move.IsAward && entry.Points.Value < points)
                met.Add("forfeited");
            if (program.Reversal.GraceDays > 0 && entry.Buckets.Any(b => b.ExpiresOn == Today.AddDays(3)))
                met.Add("graced");
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
        private async Task TakeAllBackAsync()
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
