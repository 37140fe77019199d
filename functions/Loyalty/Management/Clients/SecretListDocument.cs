namespace Loyalty.Management.Clients;

/// <summary>The secrets of a client; a list of one page.</summary>
public sealed record SecretListDocument(IReadOnlyList<ClientSecretDocument> Items, string? NextCursor);
