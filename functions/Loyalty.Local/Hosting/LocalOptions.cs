using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.Local.Hosting;

/// <summary>Settings of the local host, section <c>Local</c>: what host.json and Service Bus decide in Azure.</summary>
public sealed class LocalOptions
{
    /// <summary>Where ledger, requests, catalog, deliveries and parked messages are kept. Default SQLite.</summary>
    public StoreKind Store { get; set; }

    /// <summary>The queues that requests and callbacks wait in. Default SQLite.</summary>
    public QueueKind Queue { get; set; }

    /// <summary>Most messages in one batch of a batched function. Default 98: so many of one account fit into one commit
    /// with the account itself and an expiry.</summary>
    [Range(1, 1000)]
    public int BatchSize { get; set; } = 98;

    /// <summary>Batches of one queue worked on at once. Default 4.</summary>
    [Range(1, 64)]
    public int ParallelBatches { get; set; } = 4;

    /// <summary>Single messages of one queue worked on at once. Default 4096: they mostly wait for receivers, and what a client
    /// has beyond its share of them is written anew for later.</summary>
    [Range(1, 65_536)]
    public int ParallelMessages { get; set; } = 4096;

    /// <summary>How long a message is held before it is delivered again; longer than any handler takes. Default 45 s. In
    /// Service Bus the queue says it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan LeaseFor { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>Wait after a message's first failed delivery; doubles with each, to at most a minute. Default 1 s. Service
    /// Bus delivers again at once.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the next message of a queue in the data folder may wait to be taken before the host says that it is
    /// not ready. Default 1 min: longer than any handler takes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan QueueStillFor { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Most connections that are open at once; a new one closes the one that has been idle for longest. Default
    /// 2000.</summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; set; } = 2000;

    /// <summary>How long work in hand may take after the host was told to stop. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan DrainFor { get; set; } = TimeSpan.FromSeconds(20);
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class LocalOptionsCheck : IValidateOptions<LocalOptions>;
