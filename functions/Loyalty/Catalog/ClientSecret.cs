namespace Loyalty.Catalog;

/// <summary>One secret of a client, kept as a hash.</summary>
public sealed record ClientSecret
{
    /// <summary>Its number among the client's secrets, from 1, never used again.</summary>
    public required int N { get; init; }

    /// <summary><c>pbkdf2-sha256$iterations$salt$hash</c>, salt and hash in base64.</summary>
    public required string Hash { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>What the request that made it is known by, should it be sent again; null = made with the client.</summary>
    public string? CreationId { get; init; }

    /// <summary>First instant at which it no longer works; null = until removed.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
