using Loyalty.Contracts;
using Loyalty.Contracts.Support;
using Loyalty.Embedded.Tests.Support;
using Loyalty.RequestLog;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteRequestLogTests : RequestLogContract, IAsyncLifetime
{
    private readonly DataFolder folder = new();

    protected override ManualTimeProvider Clock => folder.Time;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    protected override Task<IRequestLog> OpenAsync() =>
        Task.FromResult<IRequestLog>(new SqliteRequestLog(folder.Database));

    protected override async Task<IRequestLog> ReopenAsync()
    {
        await folder.CloseAsync();
        return await OpenAsync();
    }

    protected override void Settle() { }

    protected override void AssertGone(IRequestLog log) =>
        Assert.Equal(1, folder.Database.Writing.ReadInt64("SELECT count(*) FROM request_log"));

    [Fact]
    public async Task Words_go_with_the_last_segment_of_their_time()
    {
        var log = await OpenAsync();
        var kept = Clock.GetUtcNow().AddDays(30);
        for (var day = 0; day < 6; day++, Clock.Advance(TimeSpan.FromDays(1)))
            await log.AppendAsync(Segment() with { KeptUntil = kept.AddDays(day) }, default);
        log = await ReopenAsync();
        Assert.Equal(6, await WordsAsync());

        Assert.Equal(4, await log.ForgetAsync(kept.AddDays(3).AddTicks(1), 10, default));

        // Two days are left, which may share a stretch of 31 hours with the one before.
        Assert.InRange(await WordsAsync(), 2, 3);
        Assert.Equal(2, (await log.ReadAsync(Sample.Org(), RequestTerms.All, "", "g", 10, default)).Count);
        Assert.Equal(2, await log.ForgetAsync(kept.AddDays(9), 10, default));
        Assert.Equal(0, await WordsAsync());

        async Task<long> WordsAsync() =>
            await folder.Database.ReadAsync(
                0,
                static (session, _) => session.ReadInt64("SELECT count(DISTINCT seq) FROM request_words"),
                default
            );
    }

    [Fact]
    public async Task Segments_from_before_their_time_was_written_down_are_kept_as_long_as_usual()
    {
        await (await OpenAsync()).AppendAsync(Segment(), default);
        EarlierLayout.Restore(folder.Database.Writing, 12);
        var log = await ReopenAsync();

        Assert.Equal(0, await log.ForgetAsync(Clock.GetUtcNow().AddDays(30), 10, default));
        Assert.Equal(1, await log.ForgetAsync(Clock.GetUtcNow().AddDays(30).AddTicks(1), 10, default));
    }

    private RequestSegment Segment() =>
        new RequestSegment
        {
            Place = RequestSegment.TimeOf(Clock.GetUtcNow()) + new string('0', 16),
            OrgId = Sample.Org(),
            Records =
            [
                new RequestRecord
                {
                    At = Clock.GetUtcNow(),
                    ClientId = TextId.From<ClientId>("shop"),
                    Method = "POST",
                    Path = "/points",
                    Status = 202,
                    TraceId = "",
                },
            ],
        };
}
