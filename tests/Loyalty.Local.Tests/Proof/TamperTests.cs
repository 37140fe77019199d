using System.Globalization;

namespace Loyalty.Local.Tests.Proof;

/// <summary>What <c>loyalty verify</c> says of a ledger that somebody has edited.</summary>
public sealed class TamperTests(StoppedLedger ledger) : IClassFixture<StoppedLedger>
{
    private const string OfEntry = "WHERE body ->> '$.id' = $id";

    [Fact]
    public async Task What_nobody_touched_holds()
    {
        var (exitCode, output, found) = await ledger.VerifyAsync(sql: null);

        Assert.Equal((0, ""), (exitCode, found));
        Assert.Contains("5 accepted requests (1 still to apply)", output, StringComparison.Ordinal);
        Assert.Contains("Everything holds.", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$.points", "29")]
    [InlineData("$.balanceAfter", "1")]
    [InlineData("$.buckets[0].points", "31")]
    [InlineData("$.requested", "31")]
    [InlineData("$.at", "\"2020-01-01T00:00:00+00:00\"")]
    [InlineData("$.ruleId", "\"other\"")]
    [InlineData("$.rv", "2")]
    [InlineData("$.cap", "\"2026\"")]
    [InlineData("$.requestId", "\"other\"")]
    public async Task An_edited_entry_is_found(string field, string value) =>
        await ledger.AssertFoundAsync(
            $"Entry {ledger.Transactions[0]}: its hash is not that of its content.",
            $"UPDATE entries SET body = json_set(body, $field, json($value)) {OfEntry}",
            ("$field", field),
            ("$value", value),
            ("$id", ledger.Transactions[0])
        );

    [Fact]
    public async Task An_entry_whose_rule_has_no_such_version_is_found() =>
        await ledger.AssertFoundAsync(
            $"Entry {ledger.Transactions[0]}: there is no version 1 of its rule.",
            "UPDATE catalog SET body = json_set(body, '$.version', 2) WHERE kind = 'rule' AND id = $id",
            ("$id", ledger.Rule)
        );

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_deleted_entry_is_found(int entry) =>
        await ledger.AssertFoundAsync(
            $"Request {ledger.Transactions[entry]}: it was accepted, but has no outcome and is not queued.",
            $"DELETE FROM entries {OfEntry}",
            ("$id", ledger.Transactions[entry])
        );

    [Fact]
    public async Task A_deleted_entry_breaks_the_chain_also_where_nobody_asked_for_it()
    {
        // The demo member's opening balance came by no request.
        await ledger.AssertFoundAsync(
            "Account demo/points/demo-member: its balance is 1000, by its entries it is 0.",
            "DELETE FROM entries WHERE body ->> '$.memberId' = 'demo-member'"
        );
        await ledger.AssertFoundAsync(
            $"Entry {ledger.Transactions[1]}: its version is 2 after 0.",
            $"DELETE FROM entries {OfEntry}",
            ("$id", ledger.Transactions[0])
        );
    }

    [Theory]
    [InlineData("used", "51", "51 points are used, by its entries it is 50")]
    [InlineData("reserved", "1", "1 points are reserved, by reservations 0")]
    [InlineData("before", "5", "5 points were moved before it, by its entries it is 0")]
    public async Task An_edited_budget_is_found(string field, string value, string fault) =>
        await ledger.AssertFoundAsync(
            $"Budget of {ledger.Rule}: {fault}.",
            "UPDATE budgets SET body = json_set(body, $field, json($value))",
            ("$field", $"$.{field}"),
            ("$value", value)
        );

    [Fact]
    public async Task A_deleted_budget_is_found() =>
        await ledger.AssertFoundAsync(
            $"Budget of {ledger.Rule}: it is not stored, but entries or reservations name it.",
            "DELETE FROM budgets"
        );

    [Fact]
    public async Task Points_set_aside_for_what_nobody_applies_are_found() =>
        await ledger.AssertFoundAsync(
            $"Budget of {ledger.Rule}: 7 points are set aside for {new Guid(1, 2, 3, new byte[8])}, "
                + "which nobody is to apply.",
            """
            INSERT INTO reservations (budget, entry, at, body) SELECT key, x'00', 0, json_object(
              'entryId', $id, 'orgId', body ->> '$.orgId', 'ruleId', body ->> '$.ruleId', 'memberId', 'm',
              'kind', 1, 'points', 7, 'ticket', 1, 'at', '2026-01-01T00:00:00+00:00') FROM budgets
            """,
            ("$id", new Guid(1, 2, 3, new byte[8]).ToString())
        );

    [Fact]
    public async Task A_deleted_refusal_is_found() =>
        await ledger.AssertFoundAsync(
            $"Request {ledger.Transactions[2]}: it was accepted, but has no outcome and is not queued.",
            $"DELETE FROM entries {OfEntry}",
            ("$id", ledger.Transactions[2])
        );

    [Fact]
    public async Task Two_entries_that_changed_places_are_found() =>
        await ledger.AssertFoundAsync(
            $"Entry {ledger.Transactions[1]}: it does not follow the entry before it.",
            """
            UPDATE entries SET body = (
              SELECT other.body FROM entries AS other
              WHERE other.body ->> '$.id' IN ($one, $two) AND other.seq <> entries.seq)
            WHERE body ->> '$.id' IN ($one, $two)
            """,
            ("$one", ledger.Transactions[0]),
            ("$two", ledger.Transactions[1])
        );

    [Fact]
    public async Task Two_entries_that_changed_versions_are_found() =>
        await ledger.AssertFoundAsync(
            $"Entry {ledger.Transactions[0]}: its version is 2 after 0.",
            """
            UPDATE entries SET body = json_set(body, '$.version', 3 - (body ->> '$.version'))
            WHERE body ->> '$.id' IN ($one, $two)
            """,
            ("$one", ledger.Transactions[0]),
            ("$two", ledger.Transactions[1])
        );

    [Theory]
    [InlineData("$.balance", "1000000", "its balance is 1000000, by its entries it is 35")]
    [InlineData("$.buckets[0].points", "36", "its buckets are not what its entries left")]
    [InlineData("$.buckets[0].expiresOn", "\"2099-12-31\"", "its buckets are not what its entries left")]
    [InlineData("$.version", "4", "its version is 4, by its entries it is 3")]
    [InlineData("$.lifetimeEarned", "51", "its lifetime earned is 51, by its entries it is 50")]
    [InlineData("$.lifetimeRedeemed", "0", "its lifetime redeemed is 0, by its entries it is 15")]
    [InlineData("$.head", "\"x\"", "its head is x, by its entries it is")]
    public async Task An_edited_account_is_found(string field, string value, string sentence) =>
        await ledger.AssertFoundAsync(
            $"Account demo/points/{ledger.Member}: {sentence}",
            "UPDATE accounts SET body = json_set(body, $field, json($value)) WHERE body ->> '$.memberId' = $member",
            ("$field", field),
            ("$value", value),
            ("$member", ledger.Member)
        );

    [Theory]
    [InlineData("$.moved[0].used", "49", "{0} moved 49 points in lifetime, by its entries it is 50")]
    [InlineData("$.moved[0].ruleId", "\"x\"", "x moved 50 points in lifetime, by its entries it is 0")]
    [InlineData("$.moved[0].period", "\"2026\"", "{0} moved 50 points in 2026, by its entries it is 0")]
    public async Task An_edited_use_of_a_cap_is_found(string field, string value, string sentence) =>
        await An_edited_account_is_found(
            field,
            value,
            string.Format(CultureInfo.InvariantCulture, sentence, ledger.Rule)
        );

    [Fact]
    public async Task A_deleted_account_is_found() =>
        await ledger.AssertFoundAsync(
            $"Account demo/points/{ledger.Member}: it has posted entries but is not stored.",
            "DELETE FROM accounts WHERE body ->> '$.memberId' = $member",
            ("$member", ledger.Member)
        );

    [Fact]
    public async Task A_request_whose_message_is_gone_is_found() =>
        await ledger.AssertFoundAsync(
            $"Request {ledger.Pending}: it was accepted, but has no outcome and is not queued.",
            "DELETE FROM messages WHERE id = $id",
            ("$id", ledger.Pending)
        );

    [Fact]
    public async Task A_claim_that_is_gone_is_found() =>
        await ledger.AssertFoundAsync(
            $"Entry {ledger.Transactions[0]}: its request was never claimed, so it could be applied again.",
            "DELETE FROM claims WHERE body ->> '$.transactionId' = $id",
            ("$id", ledger.Transactions[0])
        );

    [Fact]
    public async Task An_outcome_that_nobody_was_told_is_found() =>
        await ledger.AssertFoundAsync(
            $"Request {ledger.Transactions[0]}: its outcome was never told.",
            "DELETE FROM deliveries WHERE body ->> '$.transactionId' = $id",
            ("$id", ledger.Transactions[0])
        );

    [Fact]
    public async Task A_delivery_that_is_pending_for_ever_is_found() =>
        await ledger.AssertFoundAsync(
            $"Delivery {ledger.Transactions[0]}: it is pending, but no attempt is queued.",
            "UPDATE deliveries SET body = json_set(body, '$.status', 'Pending') WHERE body ->> '$.transactionId' = $id",
            ("$id", ledger.Transactions[0])
        );

    [Fact]
    public async Task A_request_that_was_given_other_content_is_found() =>
        await ledger.AssertFoundAsync(
            $"Request {ledger.Transactions[0]}: its outcome is that of other content.",
            "UPDATE claims SET body = json_set(body, '$.contentHash', 'x') WHERE body ->> '$.transactionId' = $id",
            ("$id", ledger.Transactions[0])
        );

    [Theory]
    [InlineData("entry_ids", "entries")]
    [InlineData("claim_ids", "claims")]
    [InlineData("delivery_ids", "deliveries")]
    public async Task An_id_that_can_no_longer_be_found_is_found(string index, string table) =>
        await ledger.AssertFoundAsync(
            $"Row 1 of {table} is not in {index}.",
            // Whether the host had moved its newest ids there when it stopped, or not.
            $"DELETE FROM {index} WHERE seq = 1; UPDATE counters SET value = 1 WHERE name = '{index}'"
        );

    [Theory]
    [InlineData("entry_words", "Row 1 of entries is not in entry_words: searches do not find it.")]
    [InlineData("entry_shapes", "Row 1 of entries has a shape that is not in entry_shapes: searches do not find it.")]
    [InlineData("request_words", "Row 1 of request_log is not in request_words: searches do not find all of it.")]
    public async Task What_searches_can_no_longer_be_led_to_is_found(string table, string sentence) =>
        await ledger.AssertFoundAsync(sentence, $"DELETE FROM {table}");
}
