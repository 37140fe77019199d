using System.Security.Cryptography;
using Loyalty.Identity;

namespace Loyalty.Tests.Identity;

public class SecretHashTests
{
    [Fact]
    public void A_secret_fits_its_own_hash_alone()
    {
        var secret = SecretHash.NewSecret();
        var stored = SecretHash.Create(secret, 1_000);

        Assert.Equal(SecretCheck.Same, SecretHash.Verify(secret, stored));
        Assert.Equal(SecretCheck.Different, SecretHash.Verify(secret + "x", stored));
        Assert.Equal(SecretCheck.Different, SecretHash.Verify("", stored));
    }

    [Fact]
    public void A_stored_hash_names_scheme_iterations_salt_and_hash()
    {
        var parts = SecretHash.Create("secret", 2_000).Split('$');

        Assert.Equal(["pbkdf2-sha256", "2000"], parts[..2]);
        var salt = Convert.FromBase64String(parts[2]);
        Assert.Equal(16, salt.Length);
        var expected = Rfc2898DeriveBytes.Pbkdf2("secret"u8, salt, 2_000, HashAlgorithmName.SHA256, 32);
        Assert.Equal(Convert.ToBase64String(expected), parts[3]);
    }

    /// <summary>Made with Python: hashlib.pbkdf2_hmac('sha256', b'secret', bytes(range(16)), 4096).</summary>
    [Fact]
    public void A_hash_made_elsewhere_is_understood()
    {
        const string stored =
            "pbkdf2-sha256$4096$AAECAwQFBgcICQoLDA0ODw==$U9k6/JSx4NyG9gYB6h0D2/czDkwKtXBlJ/kQHY3K7Ck=";

        Assert.Equal(SecretCheck.Same, SecretHash.Verify("secret", stored));
    }

    [Fact]
    public void A_hash_has_1_to_ten_million_iterations()
    {
        Assert.Equal(SecretCheck.Same, SecretHash.Verify("secret", SecretHash.Create("secret", 1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => SecretHash.Create("secret", 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => SecretHash.Create("secret", 10_000_001));
    }

    [Fact]
    public void Two_hashes_of_one_secret_differ()
    {
        Assert.NotEqual(SecretHash.Create("secret", 1_000), SecretHash.Create("secret", 1_000));
    }

    [Fact]
    public void A_new_secret_has_256_bits_in_url_safe_characters()
    {
        var secrets = Enumerable.Range(0, 100).Select(_ => SecretHash.NewSecret()).ToHashSet();

        Assert.Equal(100, secrets.Count);
        Assert.All(secrets, secret => Assert.Matches("^[A-Za-z0-9_-]{43}$", secret));
    }

    [Theory]
    [InlineData("")]
    [InlineData("$$$")]
    [InlineData("secret")]
    [InlineData("pbkdf2-sha1$1000$AAECAwQFBgcICQoLDA0ODw==$AAECAwQFBgcICQoLDA0OD0AAECAwQFBgcICQoLDA0ODw=")]
    [InlineData("pbkdf2-sha256$0$AAECAwQFBgcICQoLDA0ODw==$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8=")]
    [InlineData("pbkdf2-sha256$-1$AAECAwQFBgcICQoLDA0ODw==$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8=")]
    [InlineData("pbkdf2-sha256$10000001$AAECAwQFBgcICQoLDA0ODw==$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8=")]
    [InlineData("pbkdf2-sha256$99999999999$AAECAwQFBgcICQoLDA0ODw==$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8=")]
    [InlineData("pbkdf2-sha256$1000$AAEC$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8=")]
    [InlineData("pbkdf2-sha256$1000$AAECAwQFBgcICQoLDA0ODw==$")]
    [InlineData("pbkdf2-sha256$1000$AAECAwQFBgcICQoLDA0ODw==$AAEC")]
    [InlineData("pbkdf2-sha256$1000$not base64$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8=")]
    [InlineData("pbkdf2-sha256$1000$AAECAwQFBgcICQoLDA0ODw==$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8=$more")]
    public void A_stored_text_that_is_no_hash_is_told_from_a_wrong_secret(string stored)
    {
        Assert.Equal(SecretCheck.Unreadable, SecretHash.Verify("secret", stored));
    }

    [Fact]
    public void A_secret_with_a_lone_surrogate_does_not_throw()
    {
        var stored = SecretHash.Create("secret", 1_000);

        Assert.Equal(SecretCheck.Different, SecretHash.Verify("\ud800", stored));
    }
}
