using Loyalty.Json;

namespace Loyalty.Management;

/// <summary>Reads ISO 4217 codes.</summary>
internal static class CurrencyCode
{
    /// <summary>The text, if it has the form of a code; what is wrong is in the fields' errors.</summary>
    /// <param name="fields">Where it stands.</param>
    /// <param name="field">The name of the field.</param>
    /// <param name="required">Whether it must be there.</param>
    public static string? Read(JsonFields fields, string field, bool required)
    {
        if (fields.Text(field, required) is not { } code)
            return null;
        if (code.Length == 3 && code.All(char.IsAsciiLetterUpper))
            return code;
        fields.Fail(field, "format", "Must be three capital letters (ISO 4217).");
        return null;
    }
}
