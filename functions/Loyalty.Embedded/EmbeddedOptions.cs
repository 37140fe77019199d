using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.Embedded;

/// <summary>Settings of the embedded store, section <c>Embedded</c>.</summary>
public sealed class EmbeddedOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Embedded";

    /// <summary>The folder that holds everything; made with mode 0700 if there is none. Default
    /// <c>./.loyalty</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string DataDirectory { get; set; } = "./.loyalty";

    /// <summary>Most writes that one commit carries. Default 512.</summary>
    [Range(1, 10_000)]
    public int GroupSize { get; set; } = 512;

    /// <summary>Most writes that wait for a commit; a caller beyond it waits for room. Default 8192.</summary>
    [Range(1, 1_000_000)]
    public int WaitingWrites { get; set; } = 8192;

    /// <summary>Connections that read at the same time. Default 4.</summary>
    [Range(1, 64)]
    public int ReadConnections { get; set; } = 4;

    /// <summary>Page cache of the writing connection, in MiB; each reading one has a quarter of it. Default
    /// 64.</summary>
    [Range(1, 65_536)]
    public int CacheMegabytes { get; set; } = 64;

    /// <summary>Most accounts kept in memory as they were last committed. Default 20 000.</summary>
    [Range(1, 10_000_000)]
    public int AccountCacheSize { get; set; } = 20_000;

    /// <summary>Most ids of each kind (claims, entries, deliveries), and most changes of accounts, that gather in memory,
    /// about 50 bytes each, before they are moved to their table in order; those of a small table are moved earlier.
    /// Default 262 144.</summary>
    [Range(1024, 100_000_000)]
    public int RecentKeys { get; set; } = 262_144;

    /// <summary>How much of the file is read through a memory map, in MiB. Default 0 = none: under constant writing the
    /// map is torn down and built again after every commit.</summary>
    [Range(0, 1_048_576)]
    public int MemoryMapMegabytes { get; set; }

    /// <summary>Size, in 4 KiB pages, from which the write-ahead log is copied into the database file. Default 16 384
    /// (64 MiB): pages written many times are copied once.</summary>
    [Range(100, 1_000_000)]
    public int CheckpointPages { get; set; } = 16_384;

    /// <summary>How long a connection waits for another one's lock. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a message is delivered before it is parked instead. Default 10.</summary>
    [Range(1, 1000)]
    public int MaxDeliveries { get; set; } = 10;
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class EmbeddedOptionsCheck : IValidateOptions<EmbeddedOptions>;
