using System.Text.Json;
using Loyalty.Azure.Cosmos;
using Loyalty.Azure.Tests.Support;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;
using Loyalty.Messaging;

namespace Loyalty.Azure.Tests.Cosmos;

/// <summary>What stands in the containers, which outlives every release.</summary>
public sealed class DocumentFormTests : IDisposable
{
    private static readonly string[] SystemProperties = ["_rid", "_self", "_etag", "_attachments", "_ts"];
    private readonly CosmosScene scene = new();

    private static CancellationToken None => CancellationToken.None;

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task An_entrys_body_is_the_same_JSON_as_everywhere()
    {
        var entry = Sample.Entry(Sample.Key(), Sample.OddText);
        await scene.Ledger().CommitAsync(Sample.Batch(entry.Account.Member, [], entry), None);

        var stored = Stored("ledger", entry.Account.Member.ToString(), entry.Id.ToString());

        Assert.Equal(["id", "pk", "position", "journal", "body"], OwnProperties(stored));
        AssertBody(JsonSerializer.SerializeToElement(entry, LedgerJson.Default.LedgerEntry), stored);
    }

    [Fact]
    public async Task An_account_shows_when_it_is_due_beside_its_body()
    {
        var account = Sample.Account(Sample.Key(), expires: new DateOnly(2027, 1, 31));
        var never = Sample.Account(Sample.Key(program: "bonus"));
        await scene
            .Ledger()
            .CommitAsync(
                Sample.Batch(account.Key.Member, [new AccountWrite(account, null), new AccountWrite(never, null)]),
                None
            );

        var stored = Stored("ledger", "org-1|member-1", "account:main");

        Assert.Equal(["id", "pk", "nextExpiry", "untold", "body"], OwnProperties(stored));
        Assert.Equal("2027-01-31", stored.GetProperty("nextExpiry").GetString());
        Assert.EndsWith("|2027-01-31", stored.GetProperty("untold").GetString(), StringComparison.Ordinal);
        AssertBody(JsonSerializer.SerializeToElement(account, LedgerJson.Default.Account), stored);
        Assert.Equal(["id", "pk", "body"], OwnProperties(Stored("ledger", "org-1|member-1", "account:bonus")));
    }

    [Fact]
    public async Task A_member_of_the_longest_name_in_the_widest_script_can_be_stored()
    {
        var name = string.Concat(Enumerable.Repeat("𝄞", TextId.MaxLength));
        var member = new Member { OrgId = Sample.Org(), MemberId = TextId.From<MemberId>(name) };
        var catalog = new CosmosCatalog(scene.Containers);

        Assert.NotNull(await catalog.CreateAsync(member, null, None));

        Assert.Equal(member, (await catalog.FindAsync<Member>(member.Key, None))?.Value);
    }

    [Fact]
    public void Different_texts_have_different_ids_that_the_service_takes()
    {
        string[] texts =
        [
            "a",
            "A",
            "a b",
            "a/b",
            "a?b",
            "a#b",
            "a\\b",
            "=a",
            "=YQ",
            "YQ",
            "",
            "a ",
            "é",
            "e\u0301",
            ".",
        ];

        var ids = texts.Select(DocumentKey.IdOf).ToList();

        Assert.Equal(texts.Length, ids.Distinct().Count());
        Assert.All(ids, id => Assert.Matches("^[A-Za-z0-9=_.~-]+$", id));
        Assert.Equal("a", ids[0]);
    }

    [Theory]
    [InlineData("*")]
    [InlineData("")]
    public async Task Text_that_every_document_would_meet_is_no_tag(string etag)
    {
        var catalog = new CosmosCatalog(scene.Containers);
        var ledger = scene.Ledger();
        var member = new Member { OrgId = Sample.Org(), MemberId = TextId.From<MemberId>("m") };
        var key = Sample.Key();
        await catalog.CreateAsync(member, null, None);
        await ledger.CommitAsync(Sample.Batch(Sample.Account(key), null, Sample.Entry(key, "r1")), None);

        Assert.Null(await catalog.ReplaceAsync(member, etag, null, None));
        Assert.Equal(
            CommitOutcome.Stale,
            await ledger.CommitAsync(Sample.Batch(Sample.Account(key, 2), etag, Sample.Entry(key, "r2", 2)), None)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("not a cursor")]
    [InlineData("AAAA")]
    [InlineData("MDAwMDAwMDAwMDAwMDAwMA")]
    public async Task A_cursor_that_was_never_given_out_is_unknown(string cursor)
    {
        var parking = new CosmosParking(scene.Containers);
        var deliveries = new CosmosDeliveryLog(scene.Containers);

        await Assert.ThrowsAsync<UnknownCursorException>(() => parking.PageAsync(cursor, 2, None));
        await Assert.ThrowsAsync<UnknownCursorException>(() =>
            deliveries.PageAsync(Sample.Org(), default, cursor, 2, None)
        );
    }

    [Fact]
    public async Task A_parked_message_may_have_any_id()
    {
        var parking = new CosmosParking(scene.Containers);
        var message = new ParkedMessage
        {
            ParkedId = Sample.OddText,
            Queue = QueueNames.Points,
            Body = "{}",
            Reason = "Cannot be read.",
            ParkedAt = Sample.At,
        };

        await parking.ParkAsync(message, None);

        Same.Json(message, await parking.FindAsync(Sample.OddText, None));
        Assert.True(await parking.RemoveAsync(message, None));
    }

    private JsonElement Stored(string container, string partition, string id) =>
        JsonSerializer.Deserialize<JsonElement>(scene.Server.Container(container).Find(partition, id)!.Json);

    private static IEnumerable<string> OwnProperties(JsonElement document) =>
        document.EnumerateObject().Select(property => property.Name).Except(SystemProperties);

    /// <summary>By value: the service keeps numbers and texts, not the way they were escaped.</summary>
    private static void AssertBody(JsonElement expected, JsonElement document) =>
        Assert.True(JsonElement.DeepEquals(expected, document.GetProperty("body")), document.GetRawText());
}
