using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Loyalty.Programs.Remote;

/// <summary>What another points system answered, or what came in between.</summary>
internal sealed class RemoteAnswer
{
    private readonly byte[] body;

    private RemoteAnswer(int status, byte[] body, string? fault, bool mayHaveArrived)
    {
        this.body = body;
        Status = status;
        Fault = fault;
        MayHaveArrived = mayHaveArrived;
    }

    /// <summary>The HTTP status; 0 = there was no answer.</summary>
    public int Status { get; }

    /// <summary>What came in between; null = nothing did.</summary>
    public string? Fault { get; }

    /// <summary>Whether the request may have been accepted, whatever the answer.</summary>
    public bool MayHaveArrived { get; }

    /// <summary>An answer. Who has no token, no right or too many requests is turned away before anything is
    /// done.</summary>
    public static RemoteAnswer Of(int status, byte[] body) =>
        new(status, body, fault: null, mayHaveArrived: status is not (401 or 403 or 429));

    /// <summary>No answer to a request that may have arrived.</summary>
    public static RemoteAnswer Lost(string fault) => new(0, [], fault, mayHaveArrived: true);

    /// <summary>The request was not sent.</summary>
    public static RemoteAnswer NotSent(string fault) => new(0, [], fault, mayHaveArrived: false);

    /// <summary>Reads the body; false when it is something else.</summary>
    public bool TryRead<T>(JsonTypeInfo<T> type, [NotNullWhen(true)] out T? value)
        where T : class
    {
        try
        {
            value = JsonSerializer.Deserialize(body, type);
        }
        catch (JsonException)
        {
            value = null;
        }

        return value is not null;
    }
}
