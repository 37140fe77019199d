using Loyalty.GroupRedemptions;
using Loyalty.Ledger.Rules;

namespace Loyalty.Tests.GroupRedemptions;

/// <summary>When the points that an account still has were awarded, by its entries.</summary>
public sealed class PointLotTests
{
    private static readonly DateOnly Day = new(2026, 12, 24);

    /// <summary>Entries, the oldest first: a letter for the kind, the change, and for what takes back another the number of
    /// that. Then what is left, and the awards of which that is, as number and points.</summary>
    [Theory]
    [InlineData("E10", 10, "1:10")]
    [InlineData("E10 E20", 30, "2:20 1:10")]
    [InlineData("E10 I20 A5", 35, "3:5 2:20 1:10")]
    [InlineData("E10 E20 R-5", 25, "2:20 1:5")]
    [InlineData("E10 E20 R-15", 15, "2:15")]
    [InlineData("E10 E20 A-15", 15, "2:15")]
    [InlineData("E10 E20 H-15 L15", 30, "2:20 1:10")]
    [InlineData("E10 E20 R-25 V12@3", 17, "2:17")]
    [InlineData("E10 E20 R-25 V22@3", 27, "2:20 1:7")]
    [InlineData("E10 E20 V-5@2", 25, "2:15 1:10")]
    [InlineData("E10 E20 V-20@2", 10, "1:10")]
    [InlineData("E10 E20 V-5@1 E3", 28, "4:3 2:20 1:5")]
    [InlineData("E10 x99", 10, "1:10")]
    [InlineData("V8@9", 8, "0:8")]
    public async Task What_is_left_is_of_the_latest_awards(string history, long left, string expected)
    {
        var entries = history.Split(' ').Select(EntryOf).Reverse().ToList();
        var lot = PointLot.Of(Account.Empty(Key) with { Buckets = [new Bucket(Day, new Points(left))] }).Single();

        var lots = await lot.SplitAsync(entries.ToAsyncEnumerable()).ToListAsync();

        Assert.Equal(expected, string.Join(' ', lots.Select(one => $"{NumberOf(one.AwardedAt)}:{one.Points}")));
    }

    [Fact]
    public async Task No_more_entries_are_read_than_are_needed()
    {
        var read = 0;
        var entries = Enumerable.Range(0, 10).Select(n => (read++, Entry: EntryOf("E10", n)).Entry);
        var lot = new PointLot(Key.MemberId, Day, DateTimeOffset.MinValue, new Points(25));

        await lot.SplitAsync(entries.ToAsyncEnumerable()).CountAsync();

        Assert.Equal(3, read);
    }

    private static AccountKey Key { get; } =
        new(TextId.From<OrgId>("org-1"), TextId.From<MemberId>("ann"), TextId.From<ProgramId>("main"));

    private static int NumberOf(DateTimeOffset at) =>
        at == DateTimeOffset.MinValue ? 0 : (int)(at - DateTimeOffset.UnixEpoch).TotalHours;

    private static EntryId IdOf(int number) => new(new Guid(number, 0, 0, new byte[8]));

    private static LedgerEntry EntryOf(string text, int index)
    {
        var words = text[1..].Split('@');
        var points = new Points(long.Parse(words[0]));
        return new LedgerEntry
        {
            Id = IdOf(index + 1),
            Kind = text[0] switch
            {
                'E' or 'x' => EntryKind.Earn,
                'I' => EntryKind.Issue,
                'A' => EntryKind.Adjust,
                'R' => EntryKind.Redeem,
                'H' => EntryKind.Hold,
                'L' => EntryKind.Release,
                _ => EntryKind.Reverse,
            },
            Status = EntryStatus.Success,
            OrgId = Key.OrgId,
            MemberId = Key.MemberId,
            ProgramId = Key.ProgramId,
            Requested = points,
            Points = points,
            BalanceAfter = points,
            Buckets = [new Bucket(text[0] == 'x' ? null : Day, points)],
            Reverses = words is [_, var original] ? IdOf(int.Parse(original)) : null,
            At = DateTimeOffset.UnixEpoch.AddHours(index + 1),
            Version = index + 1,
            PreviousHash = "",
        };
    }
}
