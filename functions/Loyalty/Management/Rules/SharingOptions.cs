using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Loyalty.Management.Rules;

/// <summary>What partners are told about this installation, section <c>Sharing</c>.</summary>
public sealed class SharingOptions : IValidatableObject
{
    /// <summary>Where partners reach it, an absolute http(s) URL without a slash at its end; empty = where the request
    /// that asks came to.</summary>
    public string PublicBaseUrl { get; set; } = "";

    /// <summary>What it is called: <c>Staging</c> or <c>Production</c>; empty = <c>Production</c> where the host's
    /// environment is that, else <c>Staging</c>.</summary>
    [MaxLength(100)]
    public string Environment { get; set; } = "";

    /// <summary>The guide that partners integrate by; empty = <c>/docs</c> of the base URL.</summary>
    public string IntegrationGuide { get; set; } = "";

    /// <summary>Where partners reach it.</summary>
    /// <param name="origin">Where the request that asks came to, for example <c>https://loyalty.example</c>.</param>
    public string BaseUrlOf(string origin) => PublicBaseUrl.Length > 0 ? PublicBaseUrl : origin;

    /// <summary>What the installation is called.</summary>
    public string EnvironmentOf(IHostEnvironment host) =>
        Environment.Length > 0 ? Environment
        : host.IsProduction() ? "Production"
        : "Staging";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PublicBaseUrl.Length > 0 && (!IsUrl(PublicBaseUrl) || PublicBaseUrl.EndsWith('/')))
            yield return new ValidationResult(
                "Must be an absolute http(s) URL without a slash at its end.",
                [nameof(PublicBaseUrl)]
            );
        if (IntegrationGuide.Length > 0 && !IsUrl(IntegrationGuide))
            yield return new ValidationResult("Must be an absolute http(s) URL.", [nameof(IntegrationGuide)]);
    }

    private static bool IsUrl(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp);
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class SharingOptionsCheck : IValidateOptions<SharingOptions>;
