using System.Buffers.Text;
using System.Security.Cryptography;

namespace Loyalty.Sessions;

/// <summary>What a browser keeps of a session: <c>client.secret</c>, where the secret is 256 random bits in
/// base64url.</summary>
internal readonly record struct SessionTicket
{
    private const int SecretBytes = 32;
    private const int SecretLength = 43;

    private SessionTicket(ClientId clientId, byte[] secret)
    {
        ClientId = clientId;
        Hash = Base64Url.EncodeToString(SHA256.HashData(secret));
    }

    public ClientId ClientId { get; }

    /// <summary>What is stored of it: SHA-256 of the secret, in base64url.</summary>
    public string Hash { get; }

    /// <summary>A new ticket, and its text.</summary>
    public static (SessionTicket Ticket, string Text) Create(ClientId client)
    {
        var secret = RandomNumberGenerator.GetBytes(SecretBytes);
        return (new SessionTicket(client, secret), $"{client}.{Base64Url.EncodeToString(secret)}");
    }

    /// <summary>Reads a text; null when it cannot be one of ours. Never throws.</summary>
    public static SessionTicket? Read(string? text)
    {
        // A client's id may have dots, the secret has none.
        var dot = text?.LastIndexOf('.') ?? -1;
        if (text is null || dot < 0 || text.Length != dot + 1 + SecretLength)
            return null;
        var secret = text.AsSpan(dot + 1);
        var bytes = new byte[SecretBytes];
        return
            Base64Url.IsValid(secret)
            && Base64Url.TryDecodeFromChars(secret, bytes, out var length)
            && length == SecretBytes
            && ClientId.TryParse(text[..dot], out var client)
            ? new SessionTicket(client, bytes)
            : null;
    }
}
