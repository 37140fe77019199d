using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.PointsRequests;

/// <summary>Settings of admission, section <c>Admission</c>.</summary>
public sealed class AdmissionOptions
{
    /// <summary>Largest body of any request, in bytes. Default 65 536.</summary>
    [Range(1024, 1_048_576)]
    public int MaxBodyBytes { get; set; } = 65_536;

    /// <summary>How far a signature's <c>created</c> may lie from our clock, in both directions. Default 300 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SignatureTolerance { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>How many accepted requests may wait to be applied before no more are taken in, where the queue can tell:
    /// not in Service Bus. Default 100 000.</summary>
    [Range(1, 100_000)]
    public int MostWaiting { get; set; } = 100_000;

    /// <summary>How long an accepted request may wait to be applied before no more are taken in. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "14.00:00:00")]
    public TimeSpan LongestWait { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How often that is looked at, and when those come again who are refused. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan BacklogEvery { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Age from which a claim without an entry counts as broken off. Default 5 minutes: longer than a message
    /// waits unless there is a backlog, and within the queue's ten minutes of duplicate detection.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan ReconcileAfter { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Most claims looked at in one run, every five minutes. Default 200 000, more than come in meanwhile.</summary>
    [Range(100, 10_000_000)]
    public int ReconcileLimit { get; set; } = 200_000;
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class AdmissionOptionsCheck : IValidateOptions<AdmissionOptions>;
