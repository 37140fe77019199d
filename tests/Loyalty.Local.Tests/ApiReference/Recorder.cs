using System.Collections.Concurrent;

namespace Loyalty.Local.Tests.ApiReference;

/// <summary>Lets requests through and remembers them with their answers.</summary>
internal sealed class Recorder() : DelegatingHandler(new HttpClientHandler { AllowAutoRedirect = false })
{
    private readonly ConcurrentQueue<Exchange> exchanges = new();

    public IReadOnlyCollection<Exchange> Exchanges => exchanges;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        var body = request.Content is null ? null : await request.Content.ReadAsStringAsync(cancellationToken);
        var type = request.Content?.Headers.ContentType?.MediaType;
        var response = await base.SendAsync(request, cancellationToken);
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        exchanges.Enqueue(
            new Exchange
            {
                Method = request.Method.Method,
                Path = request.RequestUri!.PathAndQuery,
                RequestType = type,
                RequestBody = body,
                Status = (int)response.StatusCode,
                Headers = response
                    .Headers.Concat(response.Content.Headers)
                    .ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(", ", header.Value)),
                Body = await response.Content.ReadAsStringAsync(cancellationToken),
            }
        );
        return response;
    }
}
