using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Loyalty.Network;

/// <summary>
/// Resolves names. The system's resolver holds its thread until it has an answer or gives up, whatever the caller wants by
/// then; with a silent name server that takes tens of seconds. So each lookup has a thread of its own, of which there are
/// few and of which everybody has a share, and its caller waits no longer than <see cref="NetworkOptions.LookupTimeout"/>.
/// </summary>
/// <param name="options">Limits.</param>
/// <param name="time">Counts the limits.</param>
/// <param name="resolve">Finds all addresses of a host, and may block; null = the system's resolver.</param>
public sealed class HostLookup(
    IOptions<NetworkOptions> options,
    TimeProvider time,
    Func<string, IPAddress[]>? resolve = null
)
{
    private const int MostFailuresKept = 1000;
    private readonly Func<string, IPAddress[]> resolve = resolve ?? Dns.GetHostAddresses;
    private readonly FairShares threads = new(options.Value.MaxLookups);

    // Each client has its own, so that nobody's slow or failed lookups are another's.
    private readonly Dictionary<(string Client, string Host), Lookup> lookups = [];

    /// <summary>All addresses of a host, IPv4 and IPv6, in the order in which they should be tried.</summary>
    /// <exception cref="SocketException">It has none, or there was no answer in time.</exception>
    internal async Task<IPAddress[]> FindAsync(string host, Sharer sharer, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.LookupTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            var lookup = Find(host, sharer) ?? await StartAsync(host, sharer, either.Token);
            return await lookup.Answer.Task.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SocketException((int)SocketError.TryAgain);
        }
    }

    private Lookup? Find(string host, Sharer sharer)
    {
        lock (lookups)
            return lookups.TryGetValue((sharer.Client, host), out var lookup) && !IsOver(lookup) ? lookup : null;
    }

    private async Task<Lookup> StartAsync(string host, Sharer sharer, CancellationToken cancellationToken)
    {
        var place = await threads.EnterAsync(sharer, cancellationToken);
        Lookup lookup;
        lock (lookups)
        {
            // While this one waited for a thread, another may have begun.
            if (Find(host, sharer) is { } begun)
            {
                place.Dispose();
                return begun;
            }

            Forget();
            lookups[(sharer.Client, host)] = lookup = new Lookup();
        }

        var thread = new Thread(() => Run(host, sharer, lookup, place)) { IsBackground = true, Name = "Lookup" };
        thread.Start();
        return lookup;
    }

    private void Run(string host, Sharer sharer, Lookup lookup, FairShares.Place place)
    {
        using (place)
        {
            try
            {
                var addresses = resolve(host);
                lock (lookups)
                    lookups.Remove((sharer.Client, host));
                lookup.Answer.SetResult(addresses);
            }
            catch (Exception fault)
            {
                lock (lookups)
                    lookup.FailedAt = time.GetTimestamp();
                lookup.Answer.SetException(
                    fault as SocketException ?? new SocketException((int)SocketError.NoRecovery)
                );
                _ = lookup.Answer.Task.Exception;
            }
        }
    }

    private bool IsOver(Lookup lookup) =>
        lookup.FailedAt is { } at && time.GetElapsedTime(at) >= options.Value.LookupFailuresFor;

    /// <summary>Makes room for one more: failures that are over go, and all of them when that is not enough.</summary>
    private void Forget()
    {
        if (lookups.Count < MostFailuresKept)
            return;
        foreach (var (key, lookup) in lookups)
            if (IsOver(lookup))
                lookups.Remove(key);
        if (lookups.Count < MostFailuresKept)
            return;
        foreach (var (key, lookup) in lookups)
            if (lookup.FailedAt is not null)
                lookups.Remove(key);
    }

    private sealed class Lookup
    {
        public TaskCompletionSource<IPAddress[]> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>When it failed; null while it runs.</summary>
        public long? FailedAt { get; set; }
    }
}
