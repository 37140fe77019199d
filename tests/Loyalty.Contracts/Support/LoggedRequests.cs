using Loyalty.RequestLog;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Loyalty.Contracts.Support;

/// <summary>Requests of one organisation, written to a log and listed as they are shown.</summary>
public sealed class LoggedRequests(ManualTimeProvider clock)
{
    private static readonly OrgId Org = Sample.Org();

    private static CancellationToken None => CancellationToken.None;

    /// <summary>For how many days the organisation keeps them.</summary>
    public int DaysKept { get; set; } = 30;

    public static int[] Statuses { get; } = [200, 202, 400, 403, 503];

    public static Refusal[] Codes { get; } = [Refusal.None, Refusal.MemberBlocked, Refusal.RuleNotActive];

    public static ClientId Client(int n) => TextId.From<ClientId>($"client-{n}");

    public static MemberId Member(int n) => TextId.From<MemberId>($"member|{n}");

    public RequestRecord Any(Random random) =>
        Next() with
        {
            ClientId = Client(random.Next(4)),
            Status = Statuses[random.Next(Statuses.Length)],
            Code = Codes[random.Next(Codes.Length)],
            MemberId = random.Next(3) == 0 ? null : Member(random.Next(20)),
        };

    /// <summary>A request of an instant of its own.</summary>
    public RequestRecord Next()
    {
        clock.Advance(TimeSpan.FromMilliseconds(30));
        return new RequestRecord
        {
            At = clock.GetUtcNow(),
            ClientId = Client(1),
            Method = "POST",
            Path = "/points",
            Status = 202,
            TraceId = $"{clock.GetUtcNow().UtcTicks:x32}",
        };
    }

    public RequestSegment Segment(int n) =>
        new()
        {
            Place = RequestSegment.TimeOf(Sample.At.AddSeconds(n)) + $"{n:x16}",
            OrgId = Org,
            Records = [Next() with { At = Sample.At.AddSeconds(n) }],
        };

    public async Task WriteAsync(IRequestLog log, IReadOnlyList<RequestRecord> records, OrgId? org = null)
    {
        using var recorder = RecorderOf(log);
        foreach (var record in records)
            recorder.Add(org ?? Org, record);
        await recorder.FlushAsync(None);
    }

    public async Task<List<RequestDocument>> AllAsync(IRequestLog log, RequestFilter filter, int limit)
    {
        var history = HistoryOf(log);
        var found = new List<RequestDocument>();
        string? cursor = null;
        do
        {
            var page = await history.ListAsync(Org, filter, cursor, limit, None);
            Assert.True(page.Items.Count <= limit);
            found.AddRange(page.Items);
            cursor = page.NextCursor;
        } while (cursor is not null);
        return found;
    }

    public RequestHistory HistoryOf(IRequestLog log) => new(log, RecorderOf(log), RetentionAsync, clock);

    private RequestRecorder RecorderOf(IRequestLog log) =>
        new(log, RetentionAsync, Options.Create(new RequestLogOptions()), clock, NullLogger<RequestRecorder>.Instance);

    private ValueTask<int> RetentionAsync(OrgId org, CancellationToken cancellationToken) => new(DaysKept);
}
