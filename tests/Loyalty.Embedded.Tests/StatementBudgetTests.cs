using Loyalty.Embedded.Tests.Support;

namespace Loyalty.Embedded.Tests;

/// <summary>What a request costs in SQL statements and in commits, each of which is flushed to disk.</summary>
public sealed class StatementBudgetTests : IAsyncLifetime
{
    private const string Member = "member-4711";
    private readonly DataFolder folder = new() { Options = { ReadConnections = 1 } };
    private readonly EmbeddedShop shop;

    public StatementBudgetTests()
    {
        shop = new EmbeddedShop(folder);
    }

    /// <summary>As in a process that is running: all is read once that is then in memory.</summary>
    public async Task InitializeAsync()
    {
        await shop.OpenAsync(Member);
        foreach (var request in (string[])["first", "second"])
        {
            await shop.AdmitAsync(Member, request);
            await shop.ApplyAsync();
            await shop.DeliverAsync();
        }

        await shop.NoteStatementsAsync();
    }

    public async Task DisposeAsync()
    {
        await shop.DisposeAsync();
        await folder.DisposeAsync();
    }

    [Fact]
    public async Task A_request_is_accepted_in_one_commit()
    {
        var statements = await shop.StatementsOfAsync(() => shop.AdmitAsync(Member, "r1"));

        Assert.Equal(["BEGIN", "SELECT claim_ids", "INSERT claims", "INSERT messages", "COMMIT"], statements);
    }

    [Fact]
    public async Task An_account_is_written_in_one_commit_and_its_callbacks_are_queued_in_another_that_removes_the_messages()
    {
        await shop.AdmitAsync(Member, "r1");
        var statements = await shop.StatementsOfAsync(shop.ApplyAsync);

        Assert.Equal(
            [
                "SELECT messages",
                .. (string[])["BEGIN", "SELECT entry_ids", "SELECT account_changes"],
                .. (string[])["INSERT entries", "INSERT account_changes", "COMMIT"],
                .. (string[])["BEGIN", "INSERT messages", "DELETE messages", "COMMIT"],
            ],
            statements
        );
    }

    [Fact]
    public async Task Fifty_messages_of_a_member_share_the_account_and_both_commits()
    {
        for (var n = 0; n < 50; n++)
            await shop.AdmitAsync(Member, $"r{n}");
        var statements = await shop.StatementsOfAsync(shop.ApplyAsync);

        Assert.Equal(2, statements.Count(statement => statement == "COMMIT"));
        Assert.Equal(1, statements.Count(statement => statement == "SELECT account_changes"));
        Assert.Equal(1, statements.Count(statement => statement == "INSERT account_changes"));
        Assert.Equal(1 + 2 * 2 + 2 + 4 * 50, statements.Count);
    }

    [Fact]
    public async Task A_callback_that_succeeds_at_once_is_one_commit()
    {
        await shop.AdmitAsync(Member, "r1");
        await shop.ApplyAsync();
        var statements = await shop.StatementsOfAsync(shop.DeliverAsync);

        Assert.Equal(
            [
                "SELECT messages",
                .. (string[])["BEGIN", "SELECT delivery_ids", "INSERT deliveries", "DELETE messages", "COMMIT"],
            ],
            statements
        );
    }
}
