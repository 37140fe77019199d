using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.RequestLog;

/// <summary>
/// Takes requests down beside their way: adding one costs no more than a place in a line, and once in a while the line is
/// stored, in segments. While the store does not answer, segments wait; when more wait than may, the oldest are lost, and
/// so is what has gathered when the process is killed. A host that stops stores what it has.
/// </summary>
public sealed class RequestRecorder : BackgroundService
{
    private readonly IRequestLog log;
    private readonly RetentionOf retention;
    private readonly RequestLogOptions options;
    private readonly TimeProvider time;
    private readonly ILogger<RequestRecorder> logger;
    private readonly Channel<(OrgId Org, RequestRecord Record)> line;
    private readonly SemaphoreSlim writer = new(1);
    private readonly Queue<RequestSegment> unwritten = [];
    private long lost;

    public RequestRecorder(
        IRequestLog log,
        RetentionOf retention,
        IOptions<RequestLogOptions> options,
        TimeProvider time,
        ILogger<RequestRecorder> logger
    )
    {
        this.log = log;
        this.retention = retention;
        this.options = options.Value;
        this.time = time;
        this.logger = logger;
        line = Channel.CreateBounded<(OrgId, RequestRecord)>(
            new BoundedChannelOptions(this.options.MaxWaiting) { FullMode = BoundedChannelFullMode.DropWrite },
            _ => Interlocked.Increment(ref lost)
        );
    }

    /// <summary>Takes a request down. Never waits.</summary>
    public void Add(OrgId org, RequestRecord record) => line.Writer.TryWrite((org, record));

    /// <summary>Stores what was added before the call, unless the store does not answer.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        await writer.WaitAsync(cancellationToken);
        try
        {
            foreach (var segment in Gathered())
                unwritten.Enqueue(segment);
            while (unwritten.Count * RequestSegment.MostRecords > options.MaxWaiting)
                Interlocked.Add(ref lost, unwritten.Dequeue().Records.Length);
            while (unwritten.TryPeek(out var segment))
            {
                var days = await retention(segment.OrgId, cancellationToken);
                var until = segment.Records[^1].At.AddDays(days);
                await log.AppendAsync(segment with { KeptUntil = until }, cancellationToken);
                unwritten.Dequeue();
            }
        }
        catch (UnavailableException fault)
        {
            Log.NotStored(logger, fault, unwritten.Count);
        }
        finally
        {
            writer.Release();
        }

        if (Interlocked.Exchange(ref lost, 0) is > 0 and var count)
        {
            Log.Lost(logger, count);
            Telemetry.RequestsNotLogged.Add(count);
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        writer.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    [SuppressMessage("Design", "CA1031", Justification = "No fault of the log may end the host.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
            try
            {
                await line.Reader.WaitToReadAsync(stoppingToken);
                await Task.Delay(options.WriteEvery, time, stoppingToken);
                await FlushAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception fault)
            {
                Log.NotStored(logger, fault, unwritten.Count);
            }
    }

    /// <summary>What is in the line now, as segments.</summary>
    private List<RequestSegment> Gathered()
    {
        var byOrg = new Dictionary<OrgId, List<RequestRecord>>();
        for (var left = line.Reader.Count; left > 0 && line.Reader.TryRead(out var next); left--)
            if (byOrg.TryGetValue(next.Org, out var records))
                records.Add(next.Record);
            else
                byOrg.Add(next.Org, [next.Record]);

        var segments = new List<RequestSegment>();
        foreach (var (org, records) in byOrg)
        {
            var sorted = records.OrderBy(record => record.At).ToList();
            for (var start = 0; start < sorted.Count; )
            {
                var end = start + 1;
                while (
                    end < sorted.Count && end - start < RequestSegment.MostRecords && IsNear(sorted[start], sorted[end])
                )
                    end++;
                segments.Add(
                    new RequestSegment
                    {
                        Place = RequestSegment.TimeOf(sorted[start].At) + RandomNumberGenerator.GetHexString(16, true),
                        OrgId = org,
                        Records = [.. sorted[start..end]],
                    }
                );
                start = end;
            }
        }

        return segments;
    }

    private static bool IsNear(RequestRecord first, RequestRecord other) =>
        other.At - first.At <= RequestSegment.MostSpan;
}
