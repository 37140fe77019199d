using System.Text.Json.Serialization;
using Loyalty.Local.Hosting;

namespace Loyalty.Bench;

/// <summary>How the measurements are run; each is an option of the command line.</summary>
internal sealed record BenchOptions
{
    /// <summary>How often subject and baseline are measured, by turns.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>How long one side of one round is loaded, in seconds.</summary>
    public int Seconds { get; init; } = 3;

    /// <summary>Keep-alive connections of the HTTP client, one request under way on each.</summary>
    public int Connections { get; init; } = 64;

    /// <summary>Most signed requests sent in one round: signing them takes longer than answering them.</summary>
    public int Requests { get; init; } = 8000;

    /// <summary>Accounts that applies are spread over.</summary>
    public int Accounts { get; init; } = 10_000;

    /// <summary>Batches of messages applied at once.</summary>
    public int Batches { get; init; } = new LocalOptions().ParallelBatches;

    /// <summary>Entries, issues or accounts in the large stores.</summary>
    public int Entries { get; init; } = 1_000_000;

    /// <summary>The folder that temporary folders are made in; on a real disk.</summary>
    public required string Folder { get; init; }

    /// <summary>The folder with PostgreSQL's programs; null = none is installed.</summary>
    public string? PostgresFolder { get; init; }

    [JsonIgnore]
    public TimeSpan Duration => TimeSpan.FromSeconds(Seconds);
}
