using Loyalty.Network;

namespace Loyalty.Tests.Network;

public sealed class FairSharesTests
{
    private readonly FairShares shares = new(96);

    [Fact]
    public void The_busiest_organisation_leaves_half_and_its_busiest_client_two_thirds()
    {
        Assert.Equal(32, TakeAll(new Sharer("a", "a1")));
        Assert.Equal(64, shares.Free);
        Assert.Equal(11, TakeAll(new Sharer("a", "a2")));
        Assert.Equal(4, TakeAll(new Sharer("a", "a3")));
        Assert.Equal(1, TakeAll(new Sharer("a", "a4")));
        Assert.Equal(0, TakeAll(new Sharer("a", "a5")));
        Assert.Equal(48, shares.Free);
    }

    [Fact]
    public void Clients_who_take_all_that_they_may_leave_places_to_the_others_of_their_organisation()
    {
        var busy = Enumerable.Range(0, 10).Select(n => new Sharer("a", $"a{n}")).ToList();
        for (var round = 0; round < 96; round++)
            busy.ForEach(client => shares.TryEnter(client));

        Assert.NotNull(shares.TryEnter(new Sharer("a", "first")));
        Assert.NotNull(shares.TryEnter(new Sharer("a", "second")));
    }

    [Fact]
    public void With_eight_busy_organisations_there_still_is_a_place_for_whoever_has_none()
    {
        for (var n = 0; n < 8; n++)
            Assert.True(TakeAll(new Sharer($"o{n}", $"c{n}")) > 0);
        Assert.NotNull(shares.TryEnter(new Sharer("new", "new")));
    }

    [Fact]
    public void What_comes_second_gives_way_first()
    {
        var client = new Sharer("a", "a1");
        Assert.Equal(24, TakeAll(client, comesSecond: true));
        Assert.Null(shares.TryEnter(client, comesSecond: true));
        Assert.NotNull(shares.TryEnter(client));
    }

    [Fact]
    public void A_place_that_is_left_twice_is_free_once()
    {
        var place = shares.TryEnter(new Sharer("a", "a1"))!;
        place.Dispose();
        place.Dispose();
        Assert.Equal(96, shares.Free);
    }

    [Fact]
    public async Task Who_waits_gets_the_first_place_that_may_be_had_whoever_came_before()
    {
        var greedy = new Sharer("a", "a1");
        var held = Take(greedy, 32);
        var others = Enumerable.Range(0, 64).Select(n => shares.TryEnter(new Sharer($"{n}", $"{n}"))!).ToList();
        var first = shares.EnterAsync(greedy, default).AsTask();
        var second = shares.EnterAsync(new Sharer("b", "b1"), default).AsTask();
        Assert.Equal(0, shares.Free);

        held[0].Dispose();

        await second.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.False(first.IsCompleted);
        held.ForEach(place => place.Dispose());
        others.ForEach(place => place.Dispose());
        (await first.WaitAsync(TimeSpan.FromSeconds(20))).Dispose();
        (await second).Dispose();
        Assert.Equal(96, shares.Free);
    }

    [Fact]
    public async Task Who_gives_up_waiting_takes_no_place()
    {
        var client = new Sharer("a", "a1");
        var held = Take(client, 32);
        using var stop = new CancellationTokenSource();
        var waits = shares.EnterAsync(client, stop.Token).AsTask();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits);
        held.ForEach(place => place.Dispose());
        Assert.Equal(96, shares.Free);
    }

    private int TakeAll(Sharer sharer, bool comesSecond = false)
    {
        var taken = 0;
        while (shares.TryEnter(sharer, comesSecond) is not null)
            taken++;
        return taken;
    }

    private List<FairShares.Place> Take(Sharer sharer, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => shares.TryEnter(sharer)!)];
}
