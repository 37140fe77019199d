using System.Globalization;
using System.Text;
using Loyalty.Embedded.Tests.Support;

namespace Loyalty.Embedded.Tests;

/// <summary>Words are found by their places, wherever they are: in memory, on the way to the table, or in it.</summary>
public sealed class WordSearchTests : IAsyncLifetime
{
    private const int Seed = 20261128;
    private readonly DataFolder folder = new();
    private readonly Random random = new(Seed);

    /// <summary>What is committed, by key.</summary>
    private readonly SortedDictionary<UInt128, long> model = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    [InlineData(100_000)]
    public void The_last_place_of_a_word_is_found_through_commits_rollbacks_runs_and_deaths(int runLength)
    {
        var session = folder.Database.Writing;
        var index = NewIndex(runLength);
        for (var round = 0; round < 200; round++)
        {
            RunGroup(session, index);
            if (round % 40 == 39)
            {
                // As after the death of the process: nothing but the file is left.
                index = NewIndex(runLength);
                index.Load(session);
            }

            var wanted = new HashSet<ulong> { Word(), Word() };
            var search = new WordSearch(index, session, wanted);
            foreach (var word in wanted)
            {
                var most = new WordKey(Stretch(), word, Place());
                var expected = model
                    .Where(key => WordKey.WordOf(key.Key) == word && key.Key <= most.Number)
                    .Select(key => ((WordKey, long)?)(WordKey.Of(key.Key), key.Value))
                    .LastOrDefault();
                Assert.True(expected == search.UpTo(most), $"Seed {Seed}, round {round}: {most}");
            }
        }

        Assert.True(model.Count > 300, $"{model.Count} keys prove little.");
    }

    private static KeyIndex NewIndex(int runLength) => new("claims", "body", KeysOf, "claim_ids", runLength, runLength);

    private static UInt128[] KeysOf(long row, ReadOnlySpan<byte> body) =>
        [
            .. Encoding
                .UTF8.GetString(body)
                .Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(number => UInt128.Parse(number, CultureInfo.InvariantCulture)),
        ];

    private void RunGroup(SqliteSession session, KeyIndex index)
    {
        var group = new List<(UInt128 Key, long Row)>();
        session.Execute("BEGIN");
        for (var row = 0; row < random.Next(1, 4); row++)
        {
            var keys = Enumerable
                .Range(0, random.Next(0, 4))
                .Select(_ => new WordKey(Stretch(), Word(), Place()).Number)
                .ToList();
            session
                .Use("INSERT INTO claims (id, body) VALUES (x'00', ?)")
                .Bind(1, string.Join(',', keys.Select(key => key.ToString(CultureInfo.InvariantCulture))))
                .Run();
            foreach (var key in keys)
            {
                index.AddOnce(key, session.LastRow);
                group.Add((key, session.LastRow));
            }
        }

        index.BeforeCommit(session);
        if (random.Next(4) == 0)
        {
            session.Execute("ROLLBACK");
            index.RolledBack();
            return;
        }

        session.Execute("COMMIT");
        index.Committed();
        foreach (var (key, row) in group)
            model.TryAdd(key, row);
    }

    private ulong Stretch() => (ulong)random.Next(0, 5) * 7;

    private ulong Word() => (ulong)random.Next(0, 6) * 11;

    private ulong Place() => random.Next(10) == 0 ? ulong.MaxValue : (ulong)random.Next(0, 40);
}
