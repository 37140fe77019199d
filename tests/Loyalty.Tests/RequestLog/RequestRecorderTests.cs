using Loyalty.Contracts.Support;
using Loyalty.RequestLog;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.RequestLog;

/// <summary>Requests on their way into the log.</summary>
public sealed class RequestRecorderTests : IDisposable
{
    private readonly ManualTimeProvider clock = new();
    private readonly InMemoryRequestLog log = new();
    private readonly RequestRecorder recorder;

    public RequestRecorderTests()
    {
        recorder = new RequestRecorder(
            log,
            static (_, _) => new ValueTask<int>(30),
            Options.Create(new RequestLogOptions { MaxWaiting = 500 }),
            clock,
            NullLogger<RequestRecorder>.Instance
        );
    }

    public void Dispose() => recorder.Dispose();

    [Fact]
    public async Task A_hundred_requests_of_an_organisation_are_one_write()
    {
        for (var i = 0; i < 200; i++)
            recorder.Add(Given.Org, Request(i));
        recorder.Add(TextId.From<OrgId>("other"), Request(0));
        await recorder.FlushAsync(default);

        Assert.Equal([100, 100, 1], log.Stored.Select(segment => segment.Records.Length));
        Assert.Equal(Enumerable.Range(0, 200), log.Stored.Take(2).SelectMany(s => s.Records).Select(r => r.DurationMs));
    }

    [Fact]
    public async Task A_segment_spans_ten_seconds_at_most()
    {
        recorder.Add(Given.Org, Request(3) with { At = clock.GetUtcNow().AddSeconds(11) });
        recorder.Add(Given.Org, Request(1));
        recorder.Add(Given.Org, Request(2) with { At = clock.GetUtcNow().AddSeconds(10) });
        await recorder.FlushAsync(default);

        Assert.Equal([2, 1], log.Stored.Select(segment => segment.Records.Length));
        Assert.Equal([1, 2, 3], log.Stored.SelectMany(s => s.Records).Select(r => r.DurationMs));
    }

    [Fact]
    public async Task What_a_store_that_is_away_cannot_take_waits_and_the_oldest_beyond_the_limit_is_lost()
    {
        log.IsUp = false;
        for (var i = 0; i < 700; i++)
        {
            recorder.Add(Given.Org, Request(i));
            if (i % 100 == 99)
                await recorder.FlushAsync(default);
        }
        log.IsUp = true;
        await recorder.FlushAsync(default);

        Assert.Equal(Enumerable.Range(200, 500), log.Stored.SelectMany(s => s.Records).Select(r => r.DurationMs));
    }

    [Fact]
    public async Task More_than_may_wait_are_not_taken_down_and_nobody_waits_for_that()
    {
        for (var i = 0; i < 700; i++)
            recorder.Add(Given.Org, Request(i));
        await recorder.FlushAsync(default);

        Assert.Equal(Enumerable.Range(0, 500), log.Stored.SelectMany(s => s.Records).Select(r => r.DurationMs));
    }

    [Fact]
    public async Task It_stores_by_itself_after_a_while_and_when_the_host_stops()
    {
        await recorder.StartAsync(default);
        recorder.Add(Given.Org, Request(1));
        while (log.Stored.Count == 0)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        recorder.Add(Given.Org, Request(2));
        await recorder.StopAsync(default);

        Assert.Equal([1, 2], log.Stored.SelectMany(s => s.Records).Select(r => r.DurationMs));
    }

    private RequestRecord Request(int number) =>
        new()
        {
            At = clock.GetUtcNow(),
            ClientId = TextId.From<ClientId>("c"),
            Method = "POST",
            Path = "/points",
            Status = 202,
            DurationMs = number,
        };
}
