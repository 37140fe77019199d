using Loyalty.Identity;
using Loyalty.Local.Tests.Management;

namespace Loyalty.Local.Tests.Proof;

/// <summary>Every public way to write the books, in random order, many at once, and also sent again.</summary>
public abstract class PublicPathsTests(HostFixture fixture)
{
    private const int Rounds = 4;
    private const int CallsPerRound = 32;
    private static readonly int[] Statuses = [200, 202, 400, 409];

    public sealed class OnSqlite(HostFixture fixture) : PublicPathsTests(fixture), IClassFixture<HostFixture>;

    public sealed class OnCosmos(CosmosHostFixture fixture)
        : PublicPathsTests(fixture),
            IClassFixture<CosmosHostFixture>;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task The_books_hold_in_whatever_order_they_are_written(int seed)
    {
        var paths = await Paths.CreateAsync(fixture, new Random(seed));
        var succeeded = new HashSet<string>();
        for (var round = 0; round < Rounds; round++)
        {
            var calls = paths.Draw(CallsPerRound);
            var answers = await Task.WhenAll(calls.Select(call => call.SendAsync()));
            foreach (var (call, answer) in calls.Zip(answers))
            {
                Assert.True(Statuses.Contains(answer.Status), $"Seed {seed}, {call.Path}: {answer}");
                if (answer.Status < 300)
                    succeeded.Add(call.Path);
            }

            await fixture.QuietAsync();
            await fixture.AssertProvenAsync();
            await paths.LookAsync();
        }

        string[] all =
        [
            "adjust",
            "adjust with key",
            "assign",
            "assign with key",
            "issue",
            "points",
            "reverse",
            "reverse with key",
        ];
        Assert.Equal(all, succeeded.Order());
    }

    private sealed record Call(string Path, bool IsRepeatable, Func<Task<Answer>> SendAsync);

    /// <summary>Draws calls of an organisation and a partner; the same seed draws the same.</summary>
    private sealed class Paths(LedgerScene scene, Partner partner, Partner other, string[] members, Random random)
    {
        private readonly List<Call> sent = [];
        private List<string> transactions = [];

        public static async Task<Paths> CreateAsync(HostFixture fixture, Random random)
        {
            var scene = await LedgerScene.CreateAsync(fixture);
            await fixture.Setup.PutAsync(scene.Earn with { Budget = new Loyalty.Points(2000) });
            var partner = fixture.Setup.PartnerOf(scene.Client);
            var client = await fixture.Setup.ClientAsync(client =>
                client with
                {
                    Scopes = [Scopes.PointsAdjust, Scopes.Programs],
                    Partner = "Games",
                }
            );
            var other = fixture.Setup.PartnerOf(client);
            string[] members = [await scene.MemberAsync(), await scene.MemberAsync(50), await scene.MemberAsync()];
            var paths = new Paths(scene, partner, other, members, random);
            // All have their tokens before they call many times at once.
            await partner.TokenAsync();
            await other.TokenAsync();
            await paths.LookAsync();
            return paths;
        }

        /// <summary>Sees what there is to be reversed, in the order of its making.</summary>
        public async Task LookAsync()
        {
            var path = $"/manage/transactions?programId={scene.Program.ProgramId}";
            transactions =
            [
                .. (await scene.Manager.ListAsync(path)).Select(item => item.GetProperty("transactionId").GetString()!),
            ];
        }

        public List<Call> Draw(int count)
        {
            var calls = new List<Call>();
            for (var n = 0; n < count; n++)
                calls.Add(sent.Count > 0 && random.Next(4) == 0 ? sent[random.Next(sent.Count)] : Draw());
            sent.AddRange(calls.Where(call => call.IsRepeatable));
            return calls;
        }

        private Call Draw()
        {
            var member = members[random.Next(members.Length)];
            var points = random.Next(1, 100);
            var key = random.Next(2) == 0 ? Names.Next("key") : null;
            var with = key is null ? "" : " with key";
            switch (random.Next(transactions.Count == 0 ? 5 : 7))
            {
                case 3:
                    var assigned = random.Next(3) == 0 ? -points : points;
                    return new Call(
                        "assign" + with,
                        key is not null,
                        () =>
                            other.PostAsync(
                                $"/loyalty/user/{member}/points",
                                $$"""{"partner":"Games","points":{{assigned}},"reference":"x"}""",
                                key
                            )
                    );
                case 4:
                    var issue =
                        $$"""{"programId":"{{scene.Program.ProgramId}}","value":{{points}},"userId":"{{member}}","referenceNumber":"{{Names.Next("issue")}}"}""";
                    return new Call("issue", IsRepeatable: true, () => other.PostAsync("/v1/transactions", issue));
                case 0 or 1:
                    var rule = random.Next(3) == 0 ? scene.Redeem : scene.Earn;
                    var body = new PointsBody(member, rule.RuleId.Value, points, Names.Next("request"));
                    return new Call("points", IsRepeatable: true, () => partner.SendAsync(body));
                case 2:
                    var signed = random.Next(3) == 0 ? -points : points;
                    return new Call(
                        "adjust" + with,
                        key is not null,
                        () => scene.AdjustAsync(member, signed, key: key)
                    );
                default:
                    var transaction = transactions[random.Next(transactions.Count)];
                    var part = random.Next(2) == 0 ? $$"""{"points":{{points}},"reason":"x"}""" : """{"reason":"x"}""";
                    return new Call(
                        "reverse" + with,
                        key is not null,
                        () => scene.ReverseAsync(transaction, part, key)
                    );
            }
        }
    }
}
