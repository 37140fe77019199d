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

    protected override void AssertGone(IRequestLog log)
    {
        Assert.Equal(1, folder.Database.Writing.ReadInt64("SELECT count(*) FROM request_log"));
        Assert.Equal(1, folder.Database.Writing.ReadInt64("SELECT count(DISTINCT seq) FROM request_terms"));
    }

    [Fact]
    public async Task Segments_from_before_their_time_was_written_down_are_kept_as_long_as_usual()
    {
        var segment = new RequestSegment
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
        await (await OpenAsync()).AppendAsync(segment, default);
        EarlierLayout.Restore(folder.Database.Writing, 12);
        var log = await ReopenAsync();

        Assert.Equal(0, await log.ForgetAsync(Clock.GetUtcNow().AddDays(30), 10, default));
        Assert.Equal(1, await log.ForgetAsync(Clock.GetUtcNow().AddDays(30).AddTicks(1), 10, default));
    }
}
