using System.Diagnostics;
using Loyalty;
using Loyalty.Identity;
using Loyalty.RequestLog;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace LoyaltyFunctions.Http;

/// <summary>A request whose caller is known, on its way into the log. It is taken down when its answer begins, so that
/// whoever has the answer finds it there.</summary>
internal sealed class LoggedRequest
{
    private const int MostOfPath = 256;

    private readonly HttpContext http;
    private readonly Caller caller;
    private readonly RequestRecorder recorder;
    private readonly TimeProvider time;
    private readonly DateTimeOffset at;
    private readonly long started;
    private readonly ActivityTraceId traceId;

    private LoggedRequest(HttpContext http, Caller caller, RequestRecorder recorder, TimeProvider time)
    {
        this.http = http;
        this.caller = caller;
        this.recorder = recorder;
        this.time = time;
        at = time.GetUtcNow();
        started = time.GetTimestamp();
        traceId = Activity.Current?.TraceId ?? default;
    }

    /// <summary>What the request is about; to be filled in by whoever finds out.</summary>
    public RequestSubject Subject { get; } = new();

    /// <summary>Why it was refused; to be filled in by whoever refuses.</summary>
    public Refusal Code { get; set; }

    /// <summary>The request's own, once its caller is known; else null.</summary>
    public static LoggedRequest? Of(HttpContext http) => http.Features.Get<LoggedRequest>();

    /// <summary>Takes the request down when its answer begins.</summary>
    public static void Begin(HttpContext http, Caller caller, RequestRecorder recorder, TimeProvider time)
    {
        var request = new LoggedRequest(http, caller, recorder, time);
        http.Features.Set(request);
        http.Response.OnStarting(
            static state =>
            {
                ((LoggedRequest)state).Record();
                return Task.CompletedTask;
            },
            request
        );
    }

    private void Record() =>
        recorder.Add(
            caller.OrgId,
            new RequestRecord
            {
                At = at,
                ClientId = caller.ClientId,
                Method = http.Request.Method,
                Path = PathOf(http.Request.Path.Value ?? ""),
                Status = http.Response.StatusCode,
                Code = Code,
                RuleId = Subject.RuleId ?? InRoute<RuleId>("ruleId"),
                ProgramId = Subject.ProgramId,
                MemberId = Subject.MemberId ?? InRoute<MemberId>("userId") ?? InRoute<MemberId>("loyaltyUserId"),
                RequestId = Subject.RequestId ?? InRoute<RequestId>("requestId"),
                TransactionId = Subject.TransactionId,
                TraceId = traceId == default ? null : traceId.ToHexString(),
                DurationMs = (int)Math.Min(int.MaxValue, time.GetElapsedTime(started).TotalMilliseconds),
            }
        );

    private T? InRoute<T>(string name)
        where T : struct, ITextId<T> => T.TryParse(http.GetRouteValue(name) as string, out var id) ? id : null;

    /// <summary>Never ends within a character.</summary>
    private static string PathOf(string path) =>
        path.Length <= MostOfPath
            ? path
            : path[..(char.IsHighSurrogate(path[MostOfPath - 1]) ? MostOfPath - 1 : MostOfPath)];
}
