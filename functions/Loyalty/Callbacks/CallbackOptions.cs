using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.Callbacks;

/// <summary>Settings of callbacks, section <see cref="Section"/>.</summary>
public sealed class CallbackOptions : IValidatableObject
{
    /// <summary>Name of the section.</summary>
    public const string Section = "Callbacks";

    /// <summary>
    /// The delay before each attempt, counted from the end of the attempt before it; as many entries as attempts, at most
    /// 50. Null (the default) = the list of Standard Webhooks, <see cref="RetrySchedule.Default"/>. It has no default array
    /// here because configuration appends to an array instead of replacing it.
    /// </summary>
    public TimeSpan[]? Schedule { get; set; }

    /// <summary>How far a delay may lie from the schedule, as a fraction in both directions. Default 0.2.</summary>
    [Range(0.0, 0.9)]
    public double Jitter { get; set; } = 0.2;

    /// <summary>Longest wait that a receiver's <c>Retry-After</c> can bring about. Default 24 h.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan MaxRetryAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long an attempt may be overdue before its message is taken for lost; until then a request that is sent
    /// again has no other run of attempts begun. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan RunOverdueAfter { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Longest time from the start of an attempt to the answer's headers. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:02:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest time to resolve, connect and shake hands. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:02:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Attempts in hand at once in one process: as many as its host gives out. An organisation gets at most half
    /// of them, a client a third, its retries a quarter. Default 256, as in host.json; the local host sets it from its
    /// own.</summary>
    [Range(1, 65_536)]
    public int MaxAttempts { get; set; } = 256;

    /// <summary>Most connections to one host and port at a time, and so most attempts at it. Default 16.</summary>
    [Range(1, 1000)]
    public int MaxConnectionsPerHost { get; set; } = 16;

    /// <summary>How long an attempt waits for one of those connections; then, and at once where one of them has been in
    /// use for as long, it is put off, so that a slow receiver does not hold up callbacks to others. Default 1 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:10")]
    public TimeSpan HostPatience { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a connection is used before its host is resolved and checked anew. Default 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ConnectionLifetime { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Whether callbacks may go to loopback addresses and over plain http. Only for a developer's machine: the host sets
    /// it in Development. Default false.
    /// </summary>
    public bool AllowLoopbackAndHttp { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Schedule is { Length: 0 or > 50 })
            yield return new ValidationResult("Schedule needs 1 to 50 delays.", [nameof(Schedule)]);
        if (Schedule is not null && Array.Exists(Schedule, delay => delay < TimeSpan.Zero || delay.TotalDays > 7))
            yield return new ValidationResult("Each delay is from 0 to 7 days.", [nameof(Schedule)]);
    }
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class CallbackOptionsCheck : IValidateOptions<CallbackOptions>;
