using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;
using Loyalty.Notices;
using Loyalty.Notifications;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Notices;

/// <summary>Members are told before their points expire, once for each date.</summary>
public sealed class ExpiryNoticesTests
{
    private const string Mobile = "+4915112345678";
    private readonly ManualTimeProvider time = new(Given.Noon);
    private readonly InMemoryCatalog documents = new();
    private readonly InMemoryLedgerStore ledger = new();
    private readonly InMemoryMessageQueue queue = new();
    private readonly NoticeOptions settings = new();
    private readonly PointProgram program = Given.Program() with { ExpiryNotice = new ExpiryNotice(30) };

    public ExpiryNoticesTests()
    {
        documents.Put(
            new Organisation
            {
                OrgId = Given.Org,
                Name = "Acme",
                DefaultProgramId = Given.ProgramId,
                Notifications = new MessagingGateway("https://gateway.example/texts"),
            }
        );
        documents.Put(
            new Member
            {
                OrgId = Given.Org,
                MemberId = Given.MemberId,
                Mobile = Mobile,
            }
        );
        documents.Put(program);
    }

    [Fact]
    public async Task Points_within_the_days_ahead_are_told_once_for_each_date()
    {
        await AwardAsync(("2026-03-10", 5), ("2026-04-09", 100), ("2026-04-10", 7), (null, 50));

        Assert.Equal(2, await RunAsync());
        Assert.Equal(0, await RunAsync());
        time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, await RunAsync());
        time.Advance(TimeSpan.FromDays(60));
        Assert.Equal(0, await RunAsync());

        Assert.Equal(
            [("2026-03-10", 5L), ("2026-04-09", 100), ("2026-04-10", 7)],
            Texts().Select(text => ($"{text.ExpirationDate:yyyy-MM-dd}", text.Points!.Value.Value))
        );
        Assert.Equal("5 points in Stars expire soon. The last day to spend them is 10 March 2026.", Texts()[0].Text);
    }

    [Fact]
    public async Task Who_was_told_when_more_days_ahead_counted_is_not_told_again()
    {
        await AwardAsync(("2026-03-12", 5), ("2026-04-09", 100));
        Assert.Equal(2, await RunAsync());
        await PutAsync(Given.Key, [("2026-03-13", 1), ("2026-04-09", 100)], keepTold: true);
        documents.Put(program with { ExpiryNotice = new ExpiryNotice(5) });
        Assert.Equal(1, await RunAsync());
        time.Advance(TimeSpan.FromDays(28));

        Assert.Equal(0, await RunAsync());
    }

    [Fact]
    public async Task The_queue_and_the_record_hold_no_address()
    {
        await AwardAsync(("2026-03-20", 1));
        await RunAsync();

        var message = Assert.Single(queue.Sent);
        Assert.DoesNotContain(Mobile, message.Body, StringComparison.Ordinal);
        Assert.Equal("1 point in Stars expires soon. The last day to spend it is 20 March 2026.", Texts()[0].Text);
    }

    [Fact]
    public async Task Who_dies_between_the_text_and_the_note_sends_no_second_text()
    {
        await AwardAsync(("2026-03-20", 10));
        ledger.BeforeNextCommit = _ => throw new IOException("The process died.");
        await Assert.ThrowsAsync<AggregateException>(() => RunAsync());
        ledger.AfterNextCommit = new IOException("The answer was lost.");
        await Assert.ThrowsAsync<AggregateException>(() => RunAsync());

        Assert.Equal(0, await RunAsync());

        Assert.Single(queue.Sent);
    }

    [Fact]
    public async Task Two_runs_at_once_send_one_text()
    {
        await AwardAsync(("2026-03-20", 10));
        var isNested = false;
        ledger.BeforeNextCommit = async _ =>
        {
            isNested = true;
            Assert.Equal(1, await RunAsync());
        };

        Assert.Equal(0, await RunAsync());

        Assert.True(isNested);
        Assert.Single(queue.Sent);
    }

    [Fact]
    public async Task A_queue_that_is_down_loses_no_text()
    {
        await AwardAsync(("2026-03-20", 10));
        queue.Fault = new IOException("The queue is down.");
        await Assert.ThrowsAsync<AggregateException>(() => RunAsync());
        queue.Fault = null;

        Assert.Equal(1, await RunAsync());
    }

    [Fact]
    public async Task One_program_that_fails_does_not_hold_up_the_others()
    {
        var other = program with { ProgramId = TextId.From<ProgramId>("zzz") };
        documents.Put(other);
        documents.Put(program with { TimeZone = "No/Such" });
        await AwardAsync(other.ProgramId, ("2026-03-20", 10));
        await Notices().FollowAsync(program, default);
        await Notices().FollowAsync(other, default);

        await Assert.ThrowsAsync<AggregateException>(() => RunAsync());

        Assert.Equal(other.ProgramId, Assert.Single(Texts()).ProgramId);
    }

    [Theory]
    [InlineData("UTC", 8, 0)]
    [InlineData("UTC", 9, 1)]
    [InlineData("UTC", 19, 1)]
    [InlineData("UTC", 20, 0)]
    [InlineData("Asia/Tokyo", 0, 1)]
    [InlineData("Asia/Tokyo", 12, 0)]
    public async Task Nobody_is_told_at_night(string zone, int hour, int texts)
    {
        documents.Put(program with { TimeZone = zone });
        await AwardAsync(("2026-03-20", 10));
        time.Advance(Given.Noon.Date.AddDays(1).AddHours(hour) - Given.Noon.UtcDateTime);

        Assert.Equal(texts, await RunAsync());
    }

    [Fact]
    public async Task The_days_are_those_of_the_program_s_zone()
    {
        // It is 11 March there already: 10 April is 30 days ahead, and 10 March over.
        documents.Put(program with { TimeZone = "Pacific/Auckland" });
        await AwardAsync(("2026-03-10", 5), ("2026-04-10", 10));
        time.Advance(TimeSpan.FromHours(9));

        Assert.Equal(1, await RunAsync());

        Assert.Equal(new DateOnly(2026, 4, 10), Texts()[0].ExpirationDate);
    }

    [Theory]
    [InlineData(MemberStatus.Closed, Mobile)]
    [InlineData(MemberStatus.Active, null)]
    public async Task A_member_who_cannot_be_reached_is_not_looked_at_again(MemberStatus status, string? mobile)
    {
        documents.Put(
            new Member
            {
                OrgId = Given.Org,
                MemberId = Given.MemberId,
                Status = status,
                Mobile = mobile,
            }
        );
        await AwardAsync(("2026-03-20", 10));

        Assert.Equal(0, await RunAsync());
        var loads = ledger.Loads;
        Assert.Equal(0, await RunAsync());

        Assert.Equal(loads, ledger.Loads);
        Assert.Empty(queue.Sent);
    }

    [Fact]
    public async Task Without_a_gateway_texts_wait_until_there_is_one()
    {
        var organisation = await new CachedCatalog(
            documents,
            Options.Create(new CatalogOptions()),
            time
        ).OrganisationAsync(Given.Org, default);
        documents.Put(organisation with { Notifications = null });
        await AwardAsync(("2026-03-20", 10));
        Assert.Equal(0, await RunAsync());

        documents.Put(organisation);

        Assert.Equal(1, await RunAsync());
    }

    [Fact]
    public async Task A_program_that_tells_nobody_costs_nothing()
    {
        documents.Put(program with { ExpiryNotice = null });
        await AwardAsync(("2026-03-20", 10));

        var loads = ledger.Loads;

        Assert.Equal(0, await RunAsync());

        Assert.Equal(loads, ledger.Loads);
    }

    [Fact]
    public async Task A_run_looks_at_those_that_are_due_and_at_no_others()
    {
        for (var i = 0; i < 450; i++)
        {
            var member = TextId.From<MemberId>($"m{i:D3}");
            documents.Put(
                new Member
                {
                    OrgId = Given.Org,
                    MemberId = member,
                    Mobile = Mobile,
                }
            );
            await PutAsync(
                new AccountKey(Given.Org, member, Given.ProgramId),
                [(i < 250 ? "2026-03-20" : "2027-03-20", 1)]
            );
        }

        await Notices().FollowAsync(program, default);
        var loads = ledger.Loads;

        Assert.Equal(250, await RunAsync());
        Assert.Equal(250, ledger.Loads - loads);
        settings.MaxAccounts = 1;
        Assert.Equal(0, await RunAsync());
    }

    private Task AwardAsync(params (string? ExpiresOn, long Points)[] buckets) => AwardAsync(Given.ProgramId, buckets);

    private async Task AwardAsync(ProgramId id, params (string? ExpiresOn, long Points)[] buckets)
    {
        await Notices().FollowAsync(program with { ProgramId = id }, default);
        await PutAsync(new AccountKey(Given.Org, Given.MemberId, id), buckets);
    }

    private async Task PutAsync(AccountKey key, (string? ExpiresOn, long Points)[] buckets, bool keepTold = false)
    {
        var before = await ledger.LoadAsync(key, default);
        var account = Given.Account(buckets) with
        {
            MemberId = key.MemberId,
            ProgramId = key.ProgramId,
            Told = keepTold ? before?.Value.Told : null,
        };
        await ledger.CommitAsync(
            new LedgerBatch
            {
                Member = key.Member,
                Entries = [],
                Accounts = [new AccountWrite(account, before?.ETag)],
            },
            default
        );
    }

    private List<Notification> Texts() =>
        [.. queue.Sent.Select(message => Notification.Read(CallbackMessage.Read(message.Body)!.Payload))];

    private Task<int> RunAsync() => Notices().RunAsync(default);

    private ExpiryNotices Notices()
    {
        var catalog = new CachedCatalog(
            documents,
            Options.Create(new CatalogOptions { CacheFor = TimeSpan.Zero }),
            time
        );
        return new ExpiryNotices(
            documents,
            catalog,
            ledger,
            new Notifier(catalog, queue, new StoredKeyRing(time)),
            Options.Create(settings),
            time,
            NullLogger<ExpiryNotices>.Instance
        );
    }
}
