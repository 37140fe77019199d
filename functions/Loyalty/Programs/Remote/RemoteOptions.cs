using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.Programs.Remote;

/// <summary>Settings of programs whose books another system keeps, section <see cref="Section"/>.</summary>
public sealed class RemoteOptions
{
    /// <summary>Name of the section.</summary>
    public const string Section = "RemotePrograms";

    /// <summary>Most requests to the other system between two looks at the clock: for a token, with it, and both once more
    /// where the token was no good; first to ask, then to send, then to ask again.</summary>
    private const int MostExchanges = 12;

    /// <summary>How long the request that issues points waits for their outcome before it is answered 202. Default
    /// 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:02:00")]
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The delay before the outcome is first asked for; it doubles each time. Default 200 ms.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan PollDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The longest such delay. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan MaxPollDelay { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest time for one request to the other system, its answer included. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Most of an answer that is read, in bytes. Default 64 KiB.</summary>
    [Range(1024, 1024 * 1024)]
    public int MaxAnswerBytes { get; set; } = 64 * 1024;

    /// <summary>Share of requests to one program's system that may fail before it is left alone for a while. Default
    /// 0.5.</summary>
    [Range(0.01, 1.0)]
    public double BreakAtFailures { get; set; } = 0.5;

    /// <summary>Fewest requests by which that is judged. Default 5.</summary>
    [Range(2, 1000)]
    public int BreakAtRequests { get; set; } = 5;

    /// <summary>The time over which they are counted. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan BreakWindow { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the system is then left alone. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.500", "01:00:00")]
    public TimeSpan BreakFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The delay before an issue that is still pending is taken up again; it doubles each time. Default
    /// 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest such delay. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How far such a delay may lie from that, as a fraction in both directions. Default 0.2.</summary>
    [Range(0.0, 0.9)]
    public double Jitter { get; set; } = 0.2;

    /// <summary>How long after a request whose fate is unknown the other system's refusal of the same issue is not yet taken
    /// for final: that request may still arrive. Default 10 minutes, twice as long as a signature is good for.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan LingerFor { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Age from which an issue that is still pending is no longer taken up by itself. It stays pending. Default
    /// 3 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "90.00:00:00")]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How long whoever takes an issue in hand may need, the time-outs included.</summary>
    internal TimeSpan HoldFor => Wait + (MostExchanges * Timeout);
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class RemoteOptionsCheck : IValidateOptions<RemoteOptions>;
