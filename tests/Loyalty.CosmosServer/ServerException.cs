using System.Net;

namespace Loyalty.CosmosServer;

/// <summary>A request that is answered with an error.</summary>
public sealed class ServerException(HttpStatusCode status, string message) : Exception(message)
{
    private const int OwnerNotFound = 1003;

    public HttpStatusCode Status { get; } = status;

    public int Substatus { get; private init; }

    public static ServerException Bad(string message) => new(HttpStatusCode.BadRequest, message);

    /// <summary>The database or container that something was asked of is not there.</summary>
    public static ServerException NoOwner(string what) =>
        new(HttpStatusCode.NotFound, $"There is no {what}.") { Substatus = OwnerNotFound };
}
