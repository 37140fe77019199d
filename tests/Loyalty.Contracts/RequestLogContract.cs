using Loyalty.Contracts.Support;
using Loyalty.RequestLog;
using static Loyalty.Contracts.Support.LoggedRequests;

namespace Loyalty.Contracts;

/// <summary>What every <see cref="IRequestLog"/> does, with what stands on it.</summary>
public abstract class RequestLogContract
{
    private static readonly OrgId Org = Sample.Org();

    private static CancellationToken None => CancellationToken.None;

    /// <summary>The store's clock.</summary>
    protected abstract ManualTimeProvider Clock { get; }

    private LoggedRequests Requests => field ??= new LoggedRequests(Clock);

    /// <summary>An empty log.</summary>
    protected abstract Task<IRequestLog> OpenAsync();

    /// <summary>The same data in a new instance, as after a restart.</summary>
    protected abstract Task<IRequestLog> ReopenAsync();

    /// <summary>Lets the time pass after which the journal shows what was stored.</summary>
    protected abstract void Settle();

    [Fact]
    public async Task A_request_is_found_as_it_was_and_survives_a_restart()
    {
        var record = Requests.Next() with
        {
            MemberId = TextId.From<MemberId>(Sample.OddText),
            RequestId = TextId.From<RequestId>(Sample.OddText),
            RuleId = TextId.From<RuleId>("rule"),
            ProgramId = TextId.From<ProgramId>("main"),
            TransactionId = Sample.Id("t"),
            TraceId = new string('a', 32),
            Path = $"/{Sample.OddText}",
            DurationMs = 7,
        };
        await Requests.WriteAsync(await OpenAsync(), [record]);

        var log = await ReopenAsync();

        Assert.Equal(RequestDocument.Of(record), Assert.Single(await Requests.AllAsync(log, new RequestFilter(), 10)));
        Assert.Equal(
            RequestDocument.Of(record),
            Assert.Single(await Requests.AllAsync(log, new RequestFilter { MemberId = record.MemberId }, 10))
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_filter_finds_all_that_it_names_newest_first_and_nothing_else(int seed)
    {
        var (log, random) = (await OpenAsync(), new Random(seed));
        var written = new List<RequestRecord>();
        for (var round = 0; round < 6; round++)
        {
            var records = Enumerable.Range(0, random.Next(1, 150)).Select(_ => Requests.Any(random)).ToList();
            await Requests.WriteAsync(log, records);
            written.AddRange(records);
        }

        for (var i = 0; i < 30; i++)
        {
            var filter = new RequestFilter
            {
                ClientId = random.Next(2) == 0 ? null : Client(random.Next(4)),
                Status = random.Next(3) > 0 ? null : Statuses[random.Next(Statuses.Length)],
                Outcome = random.Next(4) > 0 ? null : (RequestOutcome)random.Next(4),
                Code = random.Next(3) > 0 ? null : Codes[random.Next(Codes.Length)],
                MemberId = random.Next(3) > 0 ? null : Member(random.Next(20)),
                From = random.Next(3) > 0 ? null : written[random.Next(written.Count)].At,
                To = random.Next(3) > 0 ? null : written[random.Next(written.Count)].At,
            };

            var found = await Requests.AllAsync(log, filter, random.Next(8, 60));

            Assert.True(
                written
                    .Where(filter.Matches)
                    .OrderByDescending(record => record.At)
                    .Select(record => record.TraceId)
                    .SequenceEqual(found.Select(document => document.TraceId)),
                $"seed {seed}, {filter}"
            );
        }
    }

    [Fact]
    public async Task A_list_reads_no_segment_that_has_nothing_of_it()
    {
        var (log, random) = (await OpenAsync(), new Random(4));
        for (var round = 0; round < 40; round++)
            await Requests.WriteAsync(log, [.. Enumerable.Range(0, 3).Select(_ => Requests.Any(random))]);
        RequestFilter[] filters =
        [
            new() { ClientId = Client(1), Code = Refusal.MemberBlocked },
            new() { ClientId = Client(2), Status = 202 },
            new() { ClientId = Client(3), Outcome = RequestOutcome.Refused },
            new() { Code = Refusal.RuleNotActive },
            new() { Status = 503 },
            new() { Outcome = RequestOutcome.Accepted },
            new() { MemberId = Member(3) },
        ];
        foreach (var filter in filters)
        {
            var read = await log.ReadAsync(Org, RequestTerms.Of(filter), "", "g", 1000, None);

            Assert.All(read, segment => Assert.Contains(segment.Records, filter.Matches));
            Assert.NotEmpty(read);
            Assert.True(read.Count < 40);
        }
    }

    [Fact]
    public async Task Another_organisations_requests_are_not_seen()
    {
        var log = await OpenAsync();
        await Requests.WriteAsync(log, [Requests.Next()], Sample.Org("org-1x"));
        await Requests.WriteAsync(log, [Requests.Next()], Sample.Org("org"));

        Assert.Empty(await Requests.AllAsync(log, new RequestFilter(), 10));
        Assert.Empty(await Requests.AllAsync(log, new RequestFilter { ClientId = Requests.Next().ClientId }, 10));
        Settle();
        Assert.Empty((await log.JournalAsync(Org, null, 10, None)).Segments);
    }

    [Fact]
    public async Task A_segment_that_is_stored_again_is_there_once()
    {
        var log = await OpenAsync();
        var segment = Requests.Segment(1);
        await log.AppendAsync(segment, None);
        await log.AppendAsync(segment, None);

        Assert.Single(await Requests.AllAsync(log, new RequestFilter(), 10));
        Settle();
        Assert.Single((await log.JournalAsync(Org, null, 10, None)).Segments);
    }

    [Fact]
    public async Task Segments_of_one_instant_are_read_in_the_order_of_their_places()
    {
        var log = await OpenAsync();
        var places = "51c0937".Select(end => Requests.Segment(1).Place[..16] + new string(end, 16)).ToList();
        foreach (var place in places)
            await log.AppendAsync(Requests.Segment(1) with { Place = place }, None);

        var read = new List<string>();
        for (var part = 0; part < places.Count; part += 2)
        {
            var page = await log.ReadAsync(Org, RequestTerms.All, "", part == 0 ? "g" : read[^1], 2, None);
            read.AddRange(page.Select(segment => segment.Place));
        }

        Assert.Equal(places.OrderDescending(StringComparer.Ordinal), read);
    }

    [Fact]
    public async Task The_journal_shows_every_segment_once_in_the_order_of_their_storing()
    {
        var log = await OpenAsync();
        var (seen, stored) = (new List<string>(), new List<string>());
        string? cursor = null;
        // Later ones may be of earlier requests: the store did not answer for a while.
        for (var n = 9; n > 0; n--)
        {
            var segment = Requests.Segment(n);
            await log.AppendAsync(segment, None);
            stored.Add(segment.Place);
            Clock.Advance(TimeSpan.FromSeconds(1));
            if (n % 3 != 1)
                continue;
            Settle();
            SegmentPage page;
            do
            {
                page = await log.JournalAsync(Org, cursor, 2, None);
                cursor = page.Cursor;
                seen.AddRange(page.Segments.Select(each => each.Place));
            } while (!page.IsEnd);
        }

        Assert.Equal(stored, seen);
        Assert.Empty((await (await ReopenAsync()).JournalAsync(Org, cursor, 2, None)).Segments);
    }

    [Fact]
    public async Task Requests_older_than_is_kept_are_not_shown_and_cost_nothing_more()
    {
        var log = await OpenAsync();
        await Requests.WriteAsync(log, [Requests.Next(), Requests.Next()]);
        Clock.Advance(TimeSpan.FromDays(29));
        var young = Requests.Next();
        await Requests.WriteAsync(log, [young]);
        await Requests.HistoryOf(log).ForgetAsync(None);
        Assert.Equal(3, (await Requests.AllAsync(log, new RequestFilter(), 10)).Count);

        Clock.Advance(TimeSpan.FromDays(2));

        Assert.Equal(RequestDocument.Of(young), Assert.Single(await Requests.AllAsync(log, new RequestFilter(), 10)));
        await Requests.HistoryOf(log).ForgetAsync(None);
        Assert.Equal(RequestDocument.Of(young), Assert.Single(await Requests.AllAsync(log, new RequestFilter(), 10)));
        AssertGone(log);
    }

    [Fact]
    public async Task What_an_organisation_keeps_for_less_time_is_hidden_at_once_and_goes_when_its_own_time_is_over()
    {
        var log = await OpenAsync();
        await Requests.WriteAsync(log, [Requests.Next(), Requests.Next()]);
        Requests.DaysKept = 3;
        var later = Requests.Next();
        await Requests.WriteAsync(log, [later]);
        Assert.Equal(3, (await Requests.AllAsync(log, new RequestFilter(), 10)).Count);
        Clock.Advance(TimeSpan.FromDays(4));

        Assert.Empty(await Requests.AllAsync(log, new RequestFilter(), 10));
        await Requests.HistoryOf(log).ForgetAsync(None);
        Requests.DaysKept = 30;

        Assert.Equal(2 + LeftBehind, (await Requests.AllAsync(log, new RequestFilter(), 10)).Count);
    }

    /// <summary>How many segments a store that forgets by itself shows although their time is over: where the test's clock
    /// is none of its.</summary>
    protected virtual int LeftBehind => 0;

    [Theory]
    [InlineData("x")]
    [InlineData("0123456789abcdef0123456789abcdeg")]
    [InlineData("0123456789abcdef0123456789abcdef00")]
    [InlineData("0123456789ABCDEF0123456789ABCDEF")]
    public async Task A_cursor_that_was_not_given_out_is_refused(string cursor)
    {
        var history = Requests.HistoryOf(await OpenAsync());

        await Assert.ThrowsAsync<UnknownCursorException>(() =>
            history.ListAsync(Org, new RequestFilter(), cursor, 10, None)
        );
    }

    /// <summary>After <see cref="IRequestLog.ForgetAsync"/>: that nothing is left of two of three segments.</summary>
    protected abstract void AssertGone(IRequestLog log);
}
