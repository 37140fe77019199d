using Loyalty.Idempotency;
using Loyalty.Management;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Management;

/// <summary>What an <c>Idempotency-Key</c> stands for.</summary>
public class CreationsTests
{
    private readonly Creations creations = new(new InMemoryCatalog());

    [Fact]
    public async Task A_key_stands_for_the_id_of_its_first_request()
    {
        var first = await creations.ClaimAsync(Request("key", "a"), "thing_1", default);
        var again = await creations.ClaimAsync(Request("key", "a"), "thing_2", default);

        Assert.Equal(("thing_1", Refusal.None), first);
        Assert.Equal(("thing_1", Refusal.None), again);
        Assert.Equal(("thing_1", Refusal.None), await creations.FindAsync(Request("key", "a"), default));
    }

    [Fact]
    public async Task A_key_used_for_something_else_is_refused()
    {
        await creations.ClaimAsync(Request("key", "a"), "thing_1", default);

        Assert.Equal((null, Refusal.IdempotencyKeyReused), await creations.FindAsync(Request("key", "b"), default));
        var claimed = await creations.ClaimAsync(Request("key", "b"), "thing_2", default);
        Assert.Equal(Refusal.IdempotencyKeyReused, claimed.Refusal);
    }

    [Fact]
    public async Task Keys_of_two_clients_have_nothing_to_do_with_each_other()
    {
        await creations.ClaimAsync(Request("key", "a"), "thing_1", default);
        var other = Request("key", "b") with { ClientId = TextId.From<ClientId>("other") };

        Assert.Equal((null, Refusal.None), await creations.FindAsync(other, default));
        Assert.Equal(("thing_2", Refusal.None), await creations.ClaimAsync(other, "thing_2", default));
    }

    [Fact]
    public async Task Without_a_key_each_request_creates_another()
    {
        Assert.Equal("thing_1", (await creations.ClaimAsync(Request(null, "a"), "thing_1", default)).CreatedId);
        Assert.Equal("thing_2", (await creations.ClaimAsync(Request(null, "a"), "thing_2", default)).CreatedId);
        Assert.Equal((null, Refusal.None), await creations.FindAsync(Request(null, "a"), default));
    }

    [Theory]
    [InlineData(null, Refusal.PreconditionRequired)]
    [InlineData("7", Refusal.None)]
    [InlineData("8", Refusal.PreconditionFailed)]
    [InlineData("", Refusal.PreconditionFailed)]
    [InlineData("8,7", Refusal.None)]
    [InlineData("*", Refusal.None)]
    public void A_change_names_the_version_that_it_changes(string? tags, Refusal expected)
    {
        var ifMatch = tags is null ? null : new IfMatch(tags == "*" ? null : tags.Split(','));

        Assert.Equal(expected, EntityTags.Check(ifMatch, etag: "7"));
    }

    private static CreationRequest Request(string? key, string content) => new(Given.ClientId, key, content);
}
