namespace Loyalty.Local.Tests.Proof;

/// <summary>What <c>loyalty verify</c> says of entries that came to be in no known way, or could come to be again.</summary>
public sealed class OriginTests(StoppedLedger ledger) : IClassFixture<StoppedLedger>
{
    private const string OfIssue = "WHERE body ->> '$.issueId' = $id";
    private const string OfEntry = "WHERE body ->> '$.id' = $id";

    public static TheoryData<Func<StoppedLedger, string>, string> Origins =>
        new()
        {
            { ledger => ledger.Transactions[0], "$.requestId" },
            { ledger => ledger.Transactions[2], "$.clientId" },
            { ledger => ledger.Corrected.Adjusted.Id, "$.requestId" },
            { ledger => ledger.Corrected.AdjustedUnkeyed, "$.requestId" },
            { ledger => ledger.Corrected.AdjustedUnkeyed, "$.clientId" },
            { ledger => ledger.Assigned.Id, "$.requestId" },
            { ledger => ledger.Issued, "$.requestId" },
            { ledger => ledger.Issued, "$.clientId" },
            { ledger => ledger.Corrected.Reversed.Id, "$.reverses" },
            { ledger => ledger.Corrected.ReversedUnkeyed, "$.reverses" },
        };

    [Theory]
    [MemberData(nameof(Origins), DisableDiscoveryEnumeration = true)]
    public async Task An_entry_under_an_id_that_is_not_its_own_is_found(Func<StoppedLedger, string> entry, string field)
    {
        var id = entry(ledger);
        await ledger.AssertFoundAsync(
            $"Entry {id}: its id does not follow from what it names.",
            $"UPDATE entries SET body = json_set(body, $field, $value) {OfEntry}",
            ("$field", field),
            ("$value", field == "$.reverses" ? Guid.Empty.ToString() : "other"),
            ("$id", id)
        );
    }

    [Theory]
    [MemberData(nameof(Origins), DisableDiscoveryEnumeration = true)]
    public async Task An_entry_that_names_nobody_who_made_it_is_found(Func<StoppedLedger, string> entry, string field)
    {
        var id = entry(ledger);
        await ledger.AssertFoundAsync(
            $"Entry {id}: nothing says who made it.",
            $"UPDATE entries SET body = json_remove(body, $field) {OfEntry}",
            ("$field", field),
            ("$id", id)
        );
    }

    [Fact]
    public async Task A_second_opening_balance_is_found()
    {
        var id = ledger.Corrected.AdjustedUnkeyed;
        await ledger.AssertFoundAsync(
            $"Entry {id}: nothing says who made it.",
            $"UPDATE entries SET body = json_remove(body, '$.clientId', '$.requestId') {OfEntry}",
            ("$id", id)
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_key_of_a_correction_that_is_gone_is_found(bool isReversal) =>
        await ledger.AssertFoundAsync(
            $"Entry {Keyed(isReversal).Id}: its key was never claimed, so it could be applied again.",
            "DELETE FROM catalog WHERE kind = 'creation' AND id = $key",
            ("$key", Keyed(isReversal).Key)
        );

    [Theory]
    [InlineData(true, "$.createdId", "its key stands for x")]
    [InlineData(false, "$.createdId", "its key stands for x")]
    [InlineData(true, "$.contentHash", "its key stands for other content")]
    [InlineData(false, "$.contentHash", "its key stands for other content")]
    public async Task The_key_of_a_correction_that_was_given_to_something_else_is_found(
        bool isReversal,
        string field,
        string fault
    ) =>
        await ledger.AssertFoundAsync(
            $"Entry {Keyed(isReversal).Id}: {fault}.",
            "UPDATE catalog SET body = json_set(body, $field, 'x') WHERE kind = 'creation' AND id = $key",
            ("$field", field),
            ("$key", Keyed(isReversal).Key)
        );

    [Fact]
    public async Task Two_reversals_with_one_key_are_found() =>
        await ledger.AssertFoundAsync(
            $"Entry {ledger.Corrected.ReversedUnkeyed}: another entry was made with the same key.",
            $"UPDATE entries SET body = json_set(body, '$.requestId', $key) {OfEntry}",
            ("$key", ledger.Corrected.Reversed.Key),
            ("$id", ledger.Corrected.ReversedUnkeyed)
        );

    [Fact]
    public async Task The_key_of_an_assignment_that_is_gone_is_found() =>
        await ledger.AssertFoundAsync(
            $"Entry {ledger.Assigned.Id}: its key was never claimed, so it could be applied again.",
            "DELETE FROM catalog WHERE kind = 'creation' AND id = $key",
            ("$key", ledger.Assigned.Key)
        );

    [Fact]
    public async Task An_issue_that_is_gone_is_found() =>
        await ledger.AssertFoundAsync(
            $"Entry {ledger.Issued}: its issue was never recorded, so it could be applied again.",
            $"DELETE FROM issues {OfIssue}",
            ("$id", ledger.Issued)
        );

    [Fact]
    public async Task An_issue_that_is_settled_without_an_entry_is_found() =>
        await ledger.AssertFoundAsync(
            $"Issue {ledger.Issued}: it is settled, but has no entry.",
            $"DELETE FROM entries {OfEntry}",
            ("$id", ledger.Issued)
        );

    [Theory]
    [InlineData("$.points", 77, "it is not what was issued")]
    [InlineData("$.value", 77, "it is not what was issued")]
    [InlineData("$.userId", "x", "it is not what was issued")]
    [InlineData("$.contentHash", "x", "it is not what was issued")]
    [InlineData("$.code", 190, "its issue was settled otherwise")]
    public async Task An_issue_that_says_other_than_its_entry_is_found(string field, object value, string fault) =>
        await ledger.AssertFoundAsync(
            $"Entry {ledger.Issued}: {fault}.",
            $"UPDATE issues SET body = json_set(body, $field, $value) {OfIssue}",
            ("$field", field),
            ("$value", value),
            ("$id", ledger.Issued)
        );

    private KeyedEntry Keyed(bool isReversal) => isReversal ? ledger.Corrected.Reversed : ledger.Corrected.Adjusted;
}
