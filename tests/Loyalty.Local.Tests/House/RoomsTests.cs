using System.Text.RegularExpressions;

namespace Loyalty.Local.Tests.House;

/// <summary>Folders are rooms: what is in one may use others, but no two rooms use each other, however long the way
/// round.</summary>
public partial class RoomsTests
{
    private const int MostFiles = 30;

    [Theory]
    [InlineData("Loyalty")]
    [InlineData("Loyalty.Azure")]
    [InlineData("Loyalty.Local")]
    [InlineData("LoyaltyFunctions")]
    public void No_two_rooms_use_each_other(string project)
    {
        var uses = Uses(project).ToLookup(use => use.From, use => use.To);
        foreach (var room in uses.Select(room => room.Key))
        {
            var way = WayBack(room, room, uses, []);
            Assert.True(way is null, $"{room} is used by what it uses: {way}");
        }
    }

    [Fact]
    public void The_ledger_knows_no_surface_no_queue_and_no_callback()
    {
        var used = Uses("Loyalty").Where(use => use.From == "Loyalty.Ledger").Select(use => use.To).Distinct();
        Assert.Equal(["Loyalty.Budgets", "Loyalty.Catalog", "Loyalty.Json"], used.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_room_is_no_warehouse()
    {
        var full = Repository
            .Sources("functions")
            .GroupBy(path => Path.GetDirectoryName(path))
            .Where(folder => folder.Count() > MostFiles)
            .Select(folder => $"{folder.Key} has {folder.Count()} files.");
        Assert.Empty(full);
    }

    /// <summary>Which room uses which, at every level: a room is a namespace below the project's, and what is in a room
    /// of a room is in both.</summary>
    private static IEnumerable<(string From, string To)> Uses(string project)
    {
        foreach (var path in Repository.Sources($"functions/{project}"))
        {
            var text = File.ReadAllText(path);
            var own = Namespace().Match(text).Groups["name"].Value.Split('.');
            foreach (var used in Used().Matches(text).Select(match => match.Groups["name"].Value.Split('.')))
            {
                // The rooms are those beside each other where the two names part; what is directly in a folder is in no
                // room of it, and may use and be used by them all.
                var parting = own.Zip(used).TakeWhile(pair => pair.First == pair.Second).Count();
                if (parting >= project.Split('.').Length && parting < own.Length && parting < used.Length)
                    yield return (string.Join('.', own[..(parting + 1)]), string.Join('.', used[..(parting + 1)]));
            }
        }
    }

    private static string? WayBack(string to, string from, ILookup<string, string> uses, HashSet<string> seen) =>
        uses[from]
            .Where(next => next == to || seen.Add(next))
            .Select(next =>
                next == to ? $"{from} → {next}"
                : WayBack(to, next, uses, seen) is { } way ? $"{from} → {way}"
                : null
            )
            .FirstOrDefault(way => way is not null);

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:static |\w+ = )?(?<name>Loyalty[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Used();
}
