using Loyalty.Contracts.Support;
using Loyalty.Messaging;
using Loyalty.PointsRequests;

namespace Loyalty.Contracts;

/// <summary>What every <see cref="IRequestRegistry"/> does.</summary>
public abstract class RequestRegistryContract
{
    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty registry.</summary>
    protected abstract Task<IRequestRegistry> OpenAsync();

    /// <summary>The same data in a new instance, as after a restart.</summary>
    protected abstract Task<IRequestRegistry> ReopenAsync();

    /// <summary>The bodies that lie in <see cref="QueueNames.Points"/>, oldest first.</summary>
    protected abstract Task<IReadOnlyList<PointsMessage>> QueuedAsync();

    /// <summary>Claims while the queue is broken, as far as the store lets the two come apart at all.</summary>
    protected abstract Task BreakOffAsync(PointsMessage message);

    [Fact]
    public async Task A_claim_is_kept_and_its_message_queued()
    {
        var registry = await OpenAsync();
        var message = Full(Sample.Message("r1"));

        Assert.Null(await registry.ClaimAsync(message, None));

        Same.Json(message, await registry.FindAsync(message.ClientId, message.RequestId, None));
        Same.Json(message, Assert.Single(await QueuedAsync()));
    }

    [Fact]
    public async Task A_claim_and_its_message_survive_a_restart()
    {
        var registry = await OpenAsync();
        var message = Full(Sample.Message(Sample.OddText));
        await registry.ClaimAsync(message, None);

        registry = await ReopenAsync();

        Same.Json(message, await registry.FindAsync(message.ClientId, message.RequestId, None));
        Same.Json(message, Assert.Single(await QueuedAsync()));
        Same.Json(message, await registry.ClaimAsync(message with { ContentHash = "other" }, None));
    }

    [Fact]
    public async Task A_second_claim_writes_nothing_and_names_the_first()
    {
        var registry = await OpenAsync();
        var first = Sample.Message("r1");
        await registry.ClaimAsync(first, None);

        var taken = await registry.ClaimAsync(first with { Amount = new Points(99), ContentHash = "other" }, None);

        Same.Json(first, taken);
        Same.Json(first, await registry.FindAsync(first.ClientId, first.RequestId, None));
        Same.Json(first, Assert.Single(await QueuedAsync()));
    }

    [Fact]
    public async Task Request_ids_are_each_clients_own()
    {
        var registry = await OpenAsync();

        Assert.Null(await registry.ClaimAsync(Sample.Message("r1", "client-1"), None));
        Assert.Null(await registry.ClaimAsync(Sample.Message("r1", "client-2"), None));

        Assert.Equal(2, (await QueuedAsync()).Count);
    }

    [Fact]
    public async Task Ids_that_differ_only_in_where_client_and_request_meet_are_different()
    {
        var registry = await OpenAsync();

        Assert.Null(await registry.ClaimAsync(Sample.Message("b-c", "a"), None));
        Assert.Null(await registry.ClaimAsync(Sample.Message("c", "a-b"), None));
        Assert.Null(await registry.ClaimAsync(Sample.Message("C", "a-b"), None));
    }

    [Fact]
    public async Task An_id_that_nobody_claimed_is_not_found()
    {
        var registry = await OpenAsync();
        var message = Sample.Message("r1");

        Assert.Null(await registry.FindAsync(message.ClientId, message.RequestId, None));
    }

    [Fact]
    public async Task Of_sixty_four_claims_of_one_id_exactly_one_wins_and_is_queued()
    {
        var registry = await OpenAsync();

        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 64)
                .Select(n =>
                    Task.Run(() => registry.ClaimAsync(Sample.Message("r1") with { ContentHash = $"{n}" }, None))
                )
        );

        var winner = Assert.Single(await QueuedAsync());
        Assert.Equal(1, answers.Count(a => a is null));
        Assert.All(answers.Where(a => a is not null), a => Same.Json(winner, a));
    }

    [Fact]
    public async Task A_claim_that_broke_off_before_the_queue_is_named_or_was_never_made()
    {
        var registry = await OpenAsync();
        var message = Full(Sample.Message("r1"));

        await BreakOffAsync(message);

        Assert.Empty(await QueuedAsync());
        var claimed = await registry.FindAsync(message.ClientId, message.RequestId, None);
        var loose = await LooseAsync(registry, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        if (claimed is null)
            Assert.Empty(loose);
        else
            Same.Json(message, Assert.Single(loose).Message);
    }

    [Fact]
    public async Task No_claim_is_named_for_a_span_that_it_was_not_made_in()
    {
        var registry = await OpenAsync();
        await registry.ClaimAsync(Sample.Message("r1"), None);

        Assert.Empty(await LooseAsync(registry, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1)));
        foreach (var claim in await LooseAsync(registry, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue))
        {
            Assert.Empty(await LooseAsync(registry, claim.At.AddSeconds(1), DateTimeOffset.MaxValue));
            Assert.Empty(await LooseAsync(registry, DateTimeOffset.UnixEpoch, claim.At));
            Assert.Single(await LooseAsync(registry, claim.At, claim.At.AddSeconds(1)));
        }
    }

    private static async Task<List<Claim>> LooseAsync(
        IRequestRegistry registry,
        DateTimeOffset from,
        DateTimeOffset before
    )
    {
        var claims = new List<Claim>();
        await foreach (var claim in registry.LooseAsync(from, before, None))
            claims.Add(claim);
        return claims;
    }

    private static PointsMessage Full(PointsMessage message) =>
        message with
        {
            MemberId = TextId.From<MemberId>(Sample.OddText),
            Amount = new Points(Points.MaxPerRequest),
            CallbackUrl = "https://partner.example/callback?x=1&y=%2F",
            AcceptedAt = Sample.At.AddTicks(1),
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        };
}
