using System.Net;

namespace Loyalty.Azure.Tests.CosmosServer;

/// <summary>A request that is answered with an error.</summary>
public sealed class ServerException(HttpStatusCode status, string message) : Exception(message)
{
    public HttpStatusCode Status { get; } = status;

    public static ServerException Bad(string message) => new(HttpStatusCode.BadRequest, message);
}
