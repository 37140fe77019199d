using System.Net;
using System.Text.Json;

namespace Loyalty.CosmosServer;

/// <summary>An answer of the server.</summary>
public sealed record ServerReply(HttpStatusCode Status, byte[]? Body = null)
{
    public string? ETag { get; init; }

    public string? Continuation { get; init; }

    public int? ItemCount { get; init; }

    /// <summary>The key range that answers.</summary>
    public int KeyRange { get; init; }

    public int Substatus { get; init; }

    public TimeSpan? RetryAfter { get; init; }

    public static ServerReply Error(HttpStatusCode status, string message) =>
        new(status, JsonSerializer.SerializeToUtf8Bytes(new { code = $"{status}", message }));

    public HttpResponseMessage ToHttp(HttpRequestMessage request)
    {
        var http = new HttpResponseMessage(Status)
        {
            RequestMessage = request,
            Content = new ByteArrayContent(Body ?? []),
        };
        http.Headers.Add("x-ms-request-charge", "1");
        http.Headers.Add("x-ms-activity-id", "00000000-0000-0000-0000-000000000001");
        http.Headers.Add("x-ms-session-token", $"{KeyRange}:0#1");
        http.Headers.Add("x-ms-cosmos-query-requiresdistribution", "False");
        if ((int)Status >= 400)
            http.Headers.Add("x-ms-substatus", $"{Substatus}");
        if (ETag is not null)
            http.Headers.TryAddWithoutValidation("ETag", ETag);
        if (Continuation is not null)
            http.Headers.Add("x-ms-continuation", Continuation);
        if (ItemCount is { } items)
            http.Headers.Add("x-ms-item-count", $"{items}");
        if (RetryAfter is { } wait)
            http.Headers.Add("x-ms-retry-after-ms", $"{wait.TotalMilliseconds}");
        return http;
    }
}
