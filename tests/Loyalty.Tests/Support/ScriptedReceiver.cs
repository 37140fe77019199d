using System.Threading.Channels;

namespace Loyalty.Tests.Support;

/// <summary>Receives requests and answers each when the test says so, or never.</summary>
internal sealed class ScriptedReceiver : HttpMessageHandler
{
    private readonly Channel<Arrival> arrivals = Channel.CreateUnbounded<Arrival>();

    /// <summary>Requests that nobody has taken by <see cref="NextAsync"/>.</summary>
    public int Waiting => arrivals.Reader.Count;

    /// <summary>The next request, as soon as it is there.</summary>
    public Task<Arrival> NextAsync() => arrivals.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        request.Headers.NonValidated.TryGetValues("traceparent", out var traceParent);
        var arrival = new Arrival(request.RequestUri!.Host, traceParent.ToString());
        arrivals.Writer.TryWrite(arrival);
        return arrival.Answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>A request that was received.</summary>
    internal sealed record Arrival(string Host, string TraceParent)
    {
        public TaskCompletionSource<HttpResponseMessage> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
