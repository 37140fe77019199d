namespace Loyalty.Embedded.Tests;

public sealed class KeyTableTests
{
    private readonly KeyTable table = new();

    [Fact]
    public async Task What_was_added_is_found_while_more_is_added()
    {
        const int most = 300_000;
        using var begun = new Barrier(2);
        var reading = Task.Run(() =>
        {
            var random = new Random(20261128);
            begun.SignalAndWait();
            int count;
            do
            {
                count = table.Count;
                if (count == 0)
                    continue;
                // The newest, which others are being put beside at this moment, and any.
                foreach (var n in (int[])[count - 1, random.Next(count)])
                    Assert.True(table.Find(KeyOf(n)) == n, $"{n} of {count}");
            } while (count < most);
        });
        begun.SignalAndWait();
        for (var n = 0; n < most; n++)
            table.Add(KeyOf(n), n);
        await reading;
        Assert.Null(table.Find(KeyOf(most)));
    }

    [Fact]
    public void Keys_that_are_alike_have_places_of_their_own()
    {
        // As words have them: the same upper half, and counted below.
        for (var n = 0; n < 100_000; n++)
            table.Add(new UInt128(7, (ulong)n), n);
        var started = table.All.Select(key => table.Find(key.Key)).ToList();
        Assert.Equal(Enumerable.Range(0, 100_000).Select(n => (long?)n), started);
    }

    [Fact]
    public void What_is_cut_off_is_as_if_it_had_never_been_added()
    {
        for (var n = 0; n < 5000; n++)
            table.Add(KeyOf(n), n);
        table.CutTo(2000);
        Assert.Equal(2000, table.Count);
        Assert.Null(table.Find(KeyOf(2000)));
        for (var n = 2000; n < 4000; n++)
            table.Add(KeyOf(n), -n);
        for (var n = 0; n < 4000; n++)
            Assert.Equal(n < 2000 ? n : -n, table.Find(KeyOf(n)));
    }

    [Fact]
    public void The_first_ones_become_a_run_and_the_rest_a_table()
    {
        for (var n = 0; n < 5000; n++)
            table.Add(KeyOf(n), n);
        var run = table.Sorted(3000);
        var rest = table.After(run.Count);

        Assert.Equal(run.Keys.Order(), run.Keys);
        Assert.Equal(2999, run.LastRow);
        Assert.Equal(2000, rest.Count);
        for (var n = 0; n < 5000; n++)
            Assert.Equal((n < 3000 ? n : null, n < 3000 ? null : n), (run.Find(KeyOf(n)), rest.Find(KeyOf(n))));
    }

    private static UInt128 KeyOf(int n) => RowKey.Of($"key {n}");
}
