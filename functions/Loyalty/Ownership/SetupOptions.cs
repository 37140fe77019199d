using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.Ownership;

/// <summary>Settings of the first owner's creation, section <c>Setup</c>.</summary>
public sealed class SetupOptions
{
    /// <summary>The configuration section these are read from.</summary>
    public const string Section = "Setup";

    /// <summary>
    /// SHA-256 of the setup token, 64 hexadecimal digits; empty = there is no setup. It is no secret: the token is 256
    /// random bits, which nobody finds from it.
    /// </summary>
    [RegularExpression("([0-9a-fA-F]{64})?", ErrorMessage = "TokenHash must be 64 hexadecimal digits, or empty.")]
    public string TokenHash { get; set; } = "";
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class SetupOptionsCheck : IValidateOptions<SetupOptions>;
