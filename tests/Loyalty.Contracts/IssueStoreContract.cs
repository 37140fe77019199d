using Loyalty.Contracts.Support;
using Loyalty.Programs;

namespace Loyalty.Contracts;

/// <summary>What every <see cref="IIssueStore"/> does.</summary>
public abstract class IssueStoreContract
{
    private static readonly ClientId Shop = TextId.From<ClientId>("shop");
    private static readonly ProgramId Main = TextId.From<ProgramId>("main");
    private static readonly DateTimeOffset Never = DateTimeOffset.UnixEpoch.AddYears(200);

    private static CancellationToken None => CancellationToken.None;

    /// <summary>An empty store.</summary>
    protected abstract Task<IIssueStore> OpenAsync();

    /// <summary>The same data in a new instance, as after a restart.</summary>
    protected abstract Task<IIssueStore> ReopenAsync();

    [Fact]
    public async Task An_issue_is_found_as_it_was_stored_and_survives_a_restart()
    {
        var store = await OpenAsync();
        var issue = Issue("r1") with { Description = Sample.OddText, Bonus = true };
        Assert.Null(await store.CreateAsync(issue, None));

        store = await ReopenAsync();

        Same.Json(issue, (await store.FindAsync(issue.IssueId, None))?.Value);
        Assert.Null(await store.FindAsync(Issue("r2").IssueId, None));
    }

    [Fact]
    public async Task One_for_another_system_is_found_as_it_was_stored_and_is_not_due_once_it_was_given_up()
    {
        var store = await OpenAsync();
        var issue = Issue("r1") with
        {
            DueAt = null,
            Remote = new RemoteIssue
            {
                BaseUrl = "https://elsewhere.example",
                ClientId = Shop,
                RuleId = TextId.From<RuleId>("rule"),
                CallbackUrl = "https://here.example/v1/callbacks/1",
                Attempts = 3,
                HeldUntil = Sample.At.AddMinutes(1),
                UncertainAt = Sample.At,
                Told = true,
                Fault = Sample.OddText,
                Awarded = new Points(7),
            },
        };
        await store.CreateAsync(issue, None);

        store = await ReopenAsync();

        Same.Json(issue, (await store.FindAsync(issue.IssueId, None))?.Value);
        Assert.Empty(await store.DueAsync(Never, 10, None));
    }

    [Fact]
    public async Task A_second_issue_of_one_id_meets_the_first()
    {
        var store = await OpenAsync();
        await store.CreateAsync(Issue("r1"), None);

        var met = await store.CreateAsync(Issue("r1") with { Value = 99 }, None);

        Assert.Equal(5, met?.Value.Value);
        Assert.Equal(5, (await store.FindAsync(Issue("r1").IssueId, None))?.Value.Value);
        Assert.True(await store.ReplaceAsync(Issue("r1").Settled(Refusal.None), met!.ETag, None));
    }

    [Fact]
    public async Task Of_sixty_four_at_once_exactly_one_is_stored()
    {
        var store = await OpenAsync();

        var met = await Task.WhenAll(
            Enumerable
                .Range(0, 64)
                .Select(n => Task.Run(() => store.CreateAsync(Issue("r1") with { Value = n + 1 }, None)))
        );

        var stored = (await store.FindAsync(Issue("r1").IssueId, None))!.Value;
        Assert.Equal(stored.Value - 1, Array.FindIndex(met, one => one is null));
        Assert.Equal(63, met.Count(one => one?.Value.Value == stored.Value));
    }

    [Fact]
    public async Task The_tag_that_was_read_is_good_for_one_change()
    {
        var store = await OpenAsync();
        await store.CreateAsync(Issue("r1"), None);
        var read = (await store.FindAsync(Issue("r1").IssueId, None))!;

        Assert.True(await store.ReplaceAsync(read.Value.Settled(Refusal.None), read.ETag, None));
        Assert.False(await store.ReplaceAsync(read.Value.Settled(Refusal.MemberBlocked), read.ETag, None));
        Assert.False(await store.ReplaceAsync(read.Value.Settled(Refusal.MemberBlocked), "no-such-tag", None));

        var now = (await store.FindAsync(Issue("r1").IssueId, None))!;
        Assert.Equal((IssueStatus.Success, (DateTimeOffset?)null), (now.Value.Status, now.Value.DueAt));
        Assert.NotEqual(read.ETag, now.ETag);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData(null, 3)]
    [InlineData("main", 2)]
    [InlineData("bonus", 100)]
    public async Task A_client_sees_its_own_of_an_interval_newest_first(string? program, int limit)
    {
        var store = await OpenAsync();
        var all = new List<Issue>();
        for (var n = 0; n < 24; n++)
        {
            var issue = Issue($"r{n}", n % 5 == 0 ? "shop-2" : "shop") with
            {
                ProgramId = TextId.From<ProgramId>(n % 3 == 0 ? "bonus" : "main"),
                // Some at one instant.
                CreatedAt = Sample.At.AddSeconds(n / 2),
            };
            all.Add(issue);
            await store.CreateAsync(issue, None);
        }

        var search = new IssueSearch(
            Shop,
            program is null ? null : TextId.From<ProgramId>(program),
            Sample.At.AddSeconds(2),
            Sample.At.AddSeconds(9)
        );
        var found = new List<Issue>();
        string? cursor = null;
        do
        {
            var page = await store.PageAsync(search, cursor, limit, None);
            Assert.InRange(page.Items.Count, 0, limit);
            found.AddRange(page.Items);
            cursor = page.NextCursor;
        } while (cursor is not null);

        var expected = all.Where(issue =>
                issue.ClientId == Shop
                && (program is null || issue.ProgramId.Value == program)
                && issue.CreatedAt >= search.From
                && issue.CreatedAt < search.To
            )
            .ToList();
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Select(IdOf).Order(), found.Select(IdOf).Order());
        Assert.Equal(
            found.OrderByDescending(issue => issue.CreatedAt).Select(issue => issue.CreatedAt),
            found.Select(issue => issue.CreatedAt)
        );
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("bm90IGEgY3Vyc29y")]
    public async Task A_cursor_that_was_never_given_out_is_refused(string cursor)
    {
        var store = await OpenAsync();

        await Assert.ThrowsAsync<UnknownCursorException>(() =>
            store.PageAsync(new IssueSearch(Shop, null, DateTimeOffset.UnixEpoch, Never), cursor, 1, None)
        );
    }

    [Fact]
    public async Task Those_that_are_due_come_longest_overdue_first_until_they_are_settled()
    {
        var store = await OpenAsync();
        foreach (var n in (int[])[3, 1, 2, 4])
            await store.CreateAsync(Issue($"r{n}") with { DueAt = Sample.At.AddSeconds(n) }, None);
        var first = (await store.FindAsync(Issue("r1").IssueId, None))!;

        var due = await store.DueAsync(Sample.At.AddSeconds(4), 10, None);
        var one = await store.DueAsync(Sample.At.AddSeconds(4), 1, None);
        await store.ReplaceAsync(first.Value.Settled(Refusal.None), first.ETag, None);
        var left = await store.DueAsync(Sample.At.AddSeconds(4), 10, None);

        Assert.Equal(["r1", "r2", "r3"], due.Select(issue => issue.ReferenceNumber.Value));
        Assert.Equal(["r1"], one.Select(issue => issue.ReferenceNumber.Value));
        Assert.Equal(["r2", "r3"], left.Select(issue => issue.ReferenceNumber.Value));
    }

    [Fact]
    public async Task An_organisation_s_pending_ones_are_listed_newest_first_until_they_are_settled()
    {
        var store = await OpenAsync();
        for (var n = 1; n <= 5; n++)
            // The timer has given up on some.
            await store.CreateAsync(
                Issue($"r{n}") with
                {
                    CreatedAt = Sample.At.AddSeconds(n / 2),
                    DueAt = n == 2 ? null : Sample.At,
                },
                None
            );
        await store.CreateAsync(Issue("other") with { OrgId = Sample.Org("org-2") }, None);
        var found = (await store.FindAsync(Issue("r3").IssueId, None))!;
        await store.ReplaceAsync(found.Value.Settled(Refusal.MemberBlocked), found.ETag, None);

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await store.PendingAsync(Sample.Org(), cursor, 2, None);
            seen.AddRange(page.Items.Select(issue => issue.ReferenceNumber.Value));
            cursor = page.NextCursor;
        } while (cursor is not null);

        Assert.Equal(["r1", "r2", "r4", "r5"], seen.Order());
        Assert.Equal("r1", seen[^1]);
        await Assert.ThrowsAsync<UnknownCursorException>(() => store.PendingAsync(Sample.Org(), "-1", 1, None));
    }

    private static string IdOf(Issue issue) => issue.IssueId.ToString();

    private static Issue Issue(string reference, string client = "shop")
    {
        var clientId = TextId.From<ClientId>(client);
        var number = TextId.From<RequestId>(reference);
        return new Issue
        {
            IssueId = EntryId.ForIssue(clientId, number),
            OrgId = Sample.Org(),
            ClientId = clientId,
            ReferenceNumber = number,
            ProgramId = Main,
            UserId = TextId.From<MemberId>("ann"),
            Value = 5,
            Points = new Points(50),
            Bonus = false,
            ContentHash = "content",
            CreatedAt = Sample.At,
            Status = IssueStatus.Pending,
            DueAt = Sample.At.AddMinutes(1),
        };
    }
}
