using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Loyalty.Local.Tests.Support;

/// <summary>One callback URL and what arrives there. Answers are taken from the script in turn, then as the test
/// says otherwise.</summary>
internal sealed class Inbox(string url, Func<ArrivedCallback, ScriptedReply> otherwise)
{
    private readonly Channel<ArrivedCallback> waiting = Channel.CreateUnbounded<ArrivedCallback>();
    private readonly ConcurrentQueue<ScriptedReply> script = new();

    public string Url => url;

    /// <summary>All that has arrived so far.</summary>
    public ConcurrentQueue<ArrivedCallback> Arrived { get; } = new();

    public Inbox Answering(params ScriptedReply[] replies)
    {
        foreach (var reply in replies)
            script.Enqueue(reply);
        return this;
    }

    /// <summary>The next callback that nobody has taken yet.</summary>
    public async Task<ArrivedCallback> NextAsync()
    {
        using var patience = new CancellationTokenSource(Eventually.Deadline);
        return await waiting.Reader.ReadAsync(patience.Token);
    }

    public ScriptedReply Take(ArrivedCallback callback)
    {
        Arrived.Enqueue(callback);
        waiting.Writer.TryWrite(callback);
        return script.TryDequeue(out var reply) ? reply : otherwise(callback);
    }
}
