using System.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace LoyaltyFunctions.Observability;

/// <summary>Tells every HTTP caller the id by which its request is found in our telemetry.</summary>
public static class TraceHeader
{
    /// <summary>The header: 32 hexadecimal digits, the trace id of W3C Trace Context.</summary>
    public const string Name = "X-Trace-Id";

    /// <summary>Adds the header when the answer begins, whoever writes it.</summary>
    public static void AddTo(HttpContext http)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity)
            http.Response.OnStarting(
                static state =>
                {
                    var (response, id) = ((HttpResponse, string))state;
                    response.Headers[Name] = id;
                    return Task.CompletedTask;
                },
                (http.Response, activity.TraceId.ToHexString())
            );
    }
}
