using System.Net;

namespace Loyalty.CosmosServer;

/// <summary>What became of one operation of a batch.</summary>
public sealed record BatchResult(HttpStatusCode Status, string? ETag = null, byte[]? Body = null);
