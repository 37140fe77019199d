using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.Identity;

/// <summary>Settings of tokens and client secrets, section <c>Identity</c>.</summary>
public sealed class IdentityOptions : IValidatableObject
{
    /// <summary>The configuration section these are read from.</summary>
    public const string Section = "Identity";
    internal const string ClientInMark = "{client}";

    /// <summary>Issuer of our tokens, an absolute URL without a slash at its end. The host sets it from its base URL
    /// when the configuration does not.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The audience that a token must name: this platform. With <see cref="Authority"/> it is what that
    /// authority calls it. Default <c>loyalty</c>.</summary>
    [Required]
    public string Audience { get; set; } = "loyalty";

    /// <summary>How long our tokens live. Default 600 s (contract, section 0).</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromSeconds(600);

    /// <summary>How far the clocks of issuer and verifier may be apart, both ways. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Most verified tokens kept in memory. Default 50 000.</summary>
    [Range(1, 10_000_000)]
    public int TokenCacheSize { get; set; } = 50_000;

    /// <summary>
    /// PBKDF2 iterations of new secret hashes. Default 100 000: our secrets are 256 random bits, which no number of
    /// guesses finds, so the iterations only guard against a secret that somebody chose by hand. The number is stored
    /// with each hash and can be raised at any time.
    /// </summary>
    [Range(1_000, SecretHash.MaximumIterations)]
    public int SecretHashIterations { get; set; } = 100_000;

    /// <summary>Most live secrets of a client, so that one can replace the other without a gap; every wrong secret costs as
    /// many hashes. Default 2.</summary>
    [Range(1, 10)]
    public int MaxLiveSecrets { get; set; } = 2;

    /// <summary>How long a verified secret is not hashed again. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan SecretCacheFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Most verified secrets kept in memory, as keyed hashes. Default 10 000.</summary>
    [Range(1, 1_000_000)]
    public int SecretCacheSize { get; set; } = 10_000;

    /// <summary>Most secrets hashed at once, so that wrong ones cannot take all processors. Default 2.</summary>
    [Range(1, 256)]
    public int MaxConcurrentSecretChecks { get; set; } = 2;

    /// <summary>Most requests waiting for their secret to be hashed; one more is told to come back. Default
    /// 64.</summary>
    [Range(0, 10_000)]
    public int MaxWaitingSecretChecks { get; set; } = 64;

    /// <summary>
    /// An OpenID Connect authority whose tokens are taken instead of our own, for example
    /// <c>https://login.microsoftonline.com/{tenant}/v2.0</c>; empty = we issue tokens ourselves.
    /// </summary>
    public string Authority { get; set; } = "";

    /// <summary>Whether <see cref="Authority"/> may be plain http. For development only.</summary>
    public bool AllowHttpAuthority { get; set; }

    /// <summary>
    /// What marks a token of the authority as a client's own, and not a person's: <c>claim=value</c>, in which
    /// <c>{client}</c> stands for the client's id. Default <c>sub={client}</c> (RFC 9068 §2.2); for example
    /// <c>idtyp=app</c> for Entra ID, <c>gty=client-credentials</c> for Auth0,
    /// <c>preferred_username=service-account-{client}</c> for Keycloak.
    /// </summary>
    public string AuthorityClientMark { get; set; } = $"sub={ClientInMark}";

    /// <summary>Longest life of a token of the authority, from its issue to its expiry. Default 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan AuthorityTokenLifetime { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Longest time of one call to the authority, its keys included. Default 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan AuthorityTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the authority's keys are used before they are asked for again. Default 1 h.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan AuthorityKeysFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long the last keys are used while the authority does not answer. Default 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan AuthorityKeysAtMost { get; set; } = TimeSpan.FromDays(1);

    /// <summary>The least time from the end of one call to the authority to the next, whatever tokens arrive. Default
    /// 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan AuthorityAskAgainAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Claim and value of <see cref="AuthorityClientMark"/>.</summary>
    internal (string Claim, string Value) ClientMark =>
        AuthorityClientMark.Split('=', 2) is [{ Length: > 0 } claim, { Length: > 0 } value] ? (claim, value) : default;

    /// <summary>Whether tokens come from <see cref="Authority"/>.</summary>
    internal bool HasAuthority => Authority.Length > 0;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Issuer.Length > 0 && !IsUrl(Issuer, allowHttp: true))
            yield return new ValidationResult("The issuer must be an absolute http(s) URL.", [nameof(Issuer)]);
        if (HasAuthority && !IsUrl(Authority, AllowHttpAuthority))
            yield return new ValidationResult(
                $"The authority must be an absolute https URL (http only with {nameof(AllowHttpAuthority)}).",
                [nameof(Authority)]
            );
        if (ClientMark == default)
            yield return new ValidationResult("The client mark must be claim=value.", [nameof(AuthorityClientMark)]);
    }

    private static bool IsUrl(string text, bool allowHttp) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url)
        && (url.Scheme == Uri.UriSchemeHttps || (allowHttp && url.Scheme == Uri.UriSchemeHttp))
        && url.Query.Length == 0
        && url.Fragment.Length == 0;
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class IdentityOptionsCheck : IValidateOptions<IdentityOptions>;
