namespace Loyalty.Idempotency;

/// <summary>A request to create something, as far as it matters whether it was made before.</summary>
/// <param name="ClientId">Who asks; keys of different clients have nothing to do with each other.</param>
/// <param name="IdempotencyKey">1 to 128 visible characters; null = every request creates another.</param>
/// <param name="ContentHash">SHA-256 of route and body.</param>
public sealed record CreationRequest(ClientId ClientId, string? IdempotencyKey, string ContentHash);
