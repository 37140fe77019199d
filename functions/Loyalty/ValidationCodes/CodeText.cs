using System.Security.Cryptography;
using System.Text;
using Loyalty.Ledger.Rules;
using Loyalty.Signing;

namespace Loyalty.ValidationCodes;

/// <summary>
/// The texts of codes. A text is derived from the code's nonce, its account and a key that is itself derived from the data
/// key: it can be sent again, and lies nowhere.
/// </summary>
internal static class CodeText
{
    /// <summary>32 characters, so that five bits make one and each is equally likely; none that looks like another, such as
    /// O and 0 or I and 1.</summary>
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    private const string Purpose = "validation codes";

    /// <summary>The text that the member is sent.</summary>
    public static string Of(ValidationCode code, AccountKey account, DataKey key)
    {
        using var own = key.For(Purpose);
        // No id has a control character.
        var bytes = own.Authenticate(Encoding.UTF8.GetBytes($"{account.Member}\n{account.ProgramId}\n{code.Nonce}"));
        return string.Create(
            code.Length,
            bytes,
            static (text, bytes) =>
            {
                for (var index = 0; index < text.Length; index++)
                    text[index] = Alphabet[bytes[index] % Alphabet.Length];
            }
        );
    }

    /// <summary>Whether a text is the code's, in letters of any case. How long that takes does not depend on where the two
    /// differ.</summary>
    public static bool IsOf(ValidationCode code, AccountKey account, DataKey key, string text) =>
        CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(text.Trim().ToUpperInvariant()),
            Encoding.UTF8.GetBytes(Of(code, account, key))
        );
}
