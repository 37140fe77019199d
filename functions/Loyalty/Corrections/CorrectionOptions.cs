using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.Corrections;

/// <summary>Settings of what follows corrections, section <c>Corrections</c>.</summary>
public sealed class CorrectionOptions
{
    /// <summary>Most entries of an organisation that one run looks at. Default 20 000.</summary>
    [Range(1, 10_000_000)]
    public int MaxEntries { get; set; } = 20_000;

    /// <summary>Most organisations in one run; the next one goes on behind them. Default 1000.</summary>
    [Range(1, 1_000_000)]
    public int MaxOrganisations { get; set; } = 1000;
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class CorrectionOptionsCheck : IValidateOptions<CorrectionOptions>;
