using System.Net;
using System.Text;
using System.Text.Json;
using Azure.Core;

namespace Loyalty.Azure.Tests.ApplicationInsights;

/// <summary>The service: keeps the lines that it took.</summary>
internal sealed class Ingestion : HttpMessageHandler
{
    public List<Line> Lines { get; } = [];

    public List<string> Urls { get; } = [];

    public List<string> Authorizations { get; } = [];

    public List<string> Scopes { get; } = [];

    /// <summary>What the next posts are answered; null = the connection is lost. After that all are taken.</summary>
    public Queue<HttpStatusCode?> Answers { get; } = new();

    public static string? Text(JsonElement json, params string[] path) =>
        path.Aggregate(json, (inner, name) => inner.GetProperty(name)).GetString();

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        // Metrics and spans come on threads of their own.
        lock (Lines)
            return Answer(request, cancellationToken);
    }

    private HttpResponseMessage Answer(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (Answers.TryDequeue(out var status))
            return status is { } code
                ? new HttpResponseMessage(code)
                // By its source the exporter knows a lost connection from a fault of the program.
                : throw new HttpRequestException("The connection was lost.") { Source = "System.Net.Http" };
        Urls.Add(request.RequestUri!.ToString());
        Authorizations.Add(request.Headers.Authorization!.ToString());
        using var reader = new StreamReader(request.Content!.ReadAsStream(cancellationToken), Encoding.UTF8);
        var taken = 0;
        for (; reader.ReadLine() is { Length: > 0 } line; taken++)
            Lines.Add(new Line(JsonSerializer.Deserialize<JsonElement>(line)));
        var answer = JsonSerializer.Serialize(new { itemsReceived = taken, itemsAccepted = taken });
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer) };
    }

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    ) => Task.FromResult(Send(request, cancellationToken));

    /// <summary>One item of telemetry.</summary>
    public sealed record Line(JsonElement Json)
    {
        public string? Type => Text(Json, "data", "baseType");

        public string? Key => Text(Json, "iKey");

        public JsonElement Data => Json.GetProperty("data").GetProperty("baseData");

        public double SampleRate => Json.TryGetProperty("sampleRate", out var rate) ? rate.GetDouble() : 100;

        public string? Tag(string name) =>
            Json.GetProperty("tags").TryGetProperty(name, out var tag) ? tag.GetString() : null;
    }
}

/// <summary>Signs in as nobody, and notes what for.</summary>
internal sealed class FixedCredential(Ingestion ingestion) : TokenCredential
{
    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        ingestion.Scopes.AddRange(requestContext.Scopes);
        return new AccessToken("a-token", DateTimeOffset.MaxValue);
    }

    public override ValueTask<AccessToken> GetTokenAsync(
        TokenRequestContext requestContext,
        CancellationToken cancellationToken
    ) => new(GetToken(requestContext, cancellationToken));
}
