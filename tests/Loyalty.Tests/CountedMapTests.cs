namespace Loyalty.Tests;

public sealed class CountedMapTests
{
    private readonly CountedMap<string, int> map = new();

    [Fact]
    public void It_counts_what_it_holds()
    {
        map.Set("a", 1);
        map.Set("a", 2);
        Assert.Equal(3, map.GetOrAdd("b", _ => 3));
        Assert.Equal(3, map.GetOrAdd("b", _ => 4));
        Assert.Equal(2, map.Count);

        map.Remove("b", 4);
        Assert.Equal(2, map.Count);
        map.Remove("b", 3);
        map.Remove("none");
        Assert.Equal(1, map.Count);
        Assert.True(map.TryGetValue("a", out var kept));
        Assert.Equal(2, kept);

        map.Clear();
        Assert.Equal(0, map.Count);
        Assert.Empty(map);
    }

    [Fact]
    public async Task It_still_counts_right_after_many_at_once()
    {
        await Parallel.ForAsync(
            0,
            8,
            (worker, _) =>
            {
                var random = new Random(worker);
                for (var n = 0; n < 20_000; n++)
                {
                    var key = $"{random.Next(50)}";
                    switch (random.Next(5))
                    {
                        case 0:
                            map.Remove(key);
                            break;
                        case 1:
                            map.Remove(key, random.Next(3));
                            break;
                        case 2:
                            map.GetOrAdd(key, _ => 1);
                            break;
                        case 3 when random.Next(1000) == 0:
                            map.Clear();
                            break;
                        default:
                            map.Set(key, random.Next(3));
                            break;
                    }
                }
                return ValueTask.CompletedTask;
            }
        );
        Assert.Equal(map.ToList().Count, map.Count);
    }
}
