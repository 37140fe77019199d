using System.ComponentModel.DataAnnotations;

namespace Loyalty.Admission;

/// <summary>Settings of admission, section <c>Admission</c>.</summary>
public sealed class AdmissionOptions
{
    /// <summary>Largest body of any request, in bytes. Default 65 536.</summary>
    [Range(1024, 1_048_576)]
    public int MaxBodyBytes { get; set; } = 65_536;

    /// <summary>How far a signature's <c>created</c> may lie from our clock, in both directions. Default 300 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan SignatureTolerance { get; set; } = TimeSpan.FromSeconds(300);
}
