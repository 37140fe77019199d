using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.KeyVault;

/// <summary>Settings of the platform's own keys and of the vault that protects them, section <c>KeyVault</c>.</summary>
public sealed class KeyVaultOptions : IValidatableObject
{
    /// <summary>The section's name.</summary>
    public const string Section = "KeyVault";

    /// <summary>The vault's address, <c>https://….vault.azure.net/</c>.</summary>
    [Required]
    public Uri? VaultUri { get; set; }

    /// <summary>The RSA key in the vault that wraps the data key. Default <c>data-key</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string KeyName { get; set; } = "data-key";

    /// <summary>The user-assigned managed identity to sign in with; empty = whatever the machine offers
    /// (<c>DefaultAzureCredential</c>).</summary>
    public string ClientId { get; set; } = "";

    /// <summary>How long one call to the vault may take with all its retries. Default 15 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long loading the keys may take at the start, before the start fails. Default 25 s: the Functions host
    /// waits 30 s for a worker that it kept in stock, a minute for one that it starts itself.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LoadWithin { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How often an instance looks whether another has made a new key. Default 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan RefreshEvery { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>The age at which a signing key gets a successor. Default 90 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan RotateEvery { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long a new key is published before it signs: by then every instance knows it, and every receiver that
    /// keeps our keys for a while. At least three times <see cref="RefreshEvery"/>. Default 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:15", "30.00:00:00")]
    public TimeSpan PublishAhead { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a replaced key is still published once its successor signs. Longer than any token can be set to
    /// live, and than anybody takes to verify a callback that has just arrived. Default 2 days.</summary>
    [Range(typeof(TimeSpan), "1.01:00:00", "365.00:00:00")]
    public TimeSpan Overlap { get; set; } = TimeSpan.FromDays(2);

    /// <summary>For signing keys that have leaked: those made before this instant count no more, at once, and are
    /// replaced. Tokens that they signed die with them. Default none; an instant in the future is none.</summary>
    public DateTimeOffset? DistrustKeysBefore { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (VaultUri is { } vault && (!vault.IsAbsoluteUri || vault.Scheme != Uri.UriSchemeHttps))
            yield return new ValidationResult("The vault's address is an absolute https URL.", [nameof(VaultUri)]);
        if (PublishAhead < 3 * RefreshEvery)
            yield return new ValidationResult(
                $"{nameof(PublishAhead)} is at least three times {nameof(RefreshEvery)}, or an instance that missed a look would not know a key that others sign with.",
                [nameof(PublishAhead)]
            );
    }
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class KeyVaultOptionsCheck : IValidateOptions<KeyVaultOptions>;
