using System.Net;
using System.Text.Json;

namespace Loyalty.CosmosServer;

/// <summary>A request as the server reads it.</summary>
public sealed class ServerRequest
{
    private readonly HttpRequestMessage http;
    private readonly string[] path;

    private ServerRequest(HttpRequestMessage http, byte[] body)
    {
        this.http = http;
        Body = body;
        path = [.. http.RequestUri!.AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries)];
        Operation = OperationOf();
    }

    public ServerOperation Operation { get; }

    public byte[] Body { get; }

    public string? Database => Segment(1);

    public string? Container => Segment(3);

    public string? DocumentId => Segment(5);

    public bool AsksForKeyRanges => Segment(4) == "pkranges";

    /// <summary>Whether a database or a container is to be made.</summary>
    public bool Makes => http.Method == HttpMethod.Post;

    /// <summary>The address that the request was sent to.</summary>
    public Uri Endpoint => new(http.RequestUri!.GetLeftPart(UriPartial.Authority));

    /// <summary>The one key range that a query is for; null = not said.</summary>
    public int? KeyRange =>
        Header("x-ms-documentdb-partitionkeyrangeid") is { Length: > 0 } text ? int.Parse(text.Split(',')[^1]) : null;

    /// <summary>Whether a query asks for a part of a key range only.</summary>
    public bool IsForPartOfRange => Header("x-ms-start-epk") is not null || Header("x-ms-end-epk") is not null;

    public string? IfMatch => Header("If-Match");

    public string? IfNoneMatch => Header("If-None-Match");

    public bool IsMinimal => Header("Prefer") == "return=minimal";

    public bool IsAtomicBatch => Flag("x-ms-cosmos-batch-atomic") && Flag("x-ms-cosmos-batch-ordered");

    public int MaxItems => int.TryParse(Header("x-ms-max-item-count"), out var most) && most > 0 ? most : 100;

    public string? Continuation => Header("x-ms-continuation");

    /// <summary>The one value of the partition key; null when the request names none.</summary>
    public string? PartitionKey
    {
        get
        {
            if (Header("x-ms-documentdb-partitionkey") is not { Length: > 0 } header)
                return null;
            return JsonSerializer.Deserialize<string[]>(header) is [var key]
                ? key
                : throw ServerException.Bad("One partition key is needed.");
        }
    }

    public static async Task<ServerRequest> ReadAsync(HttpRequestMessage http, CancellationToken cancellationToken) =>
        new(http, http.Content is null ? [] : await http.Content.ReadAsByteArrayAsync(cancellationToken));

    /// <summary>The partition key, which this operation cannot do without.</summary>
    public string RequiredPartitionKey() =>
        PartitionKey ?? throw ServerException.Bad("The request names no partition key.");

    private ServerOperation OperationOf()
    {
        if (Segment(4) != "docs")
            return ServerOperation.Metadata;
        return http.Method.Method switch
        {
            "GET" when DocumentId is not null => ServerOperation.Read,
            "PUT" when DocumentId is not null => ServerOperation.Replace,
            "DELETE" when DocumentId is not null => ServerOperation.Delete,
            "POST" when Flag("x-ms-cosmos-is-batch-request") => ServerOperation.Batch,
            "POST" when Flag("x-ms-cosmos-is-query-plan-request") => ServerOperation.QueryPlan,
            "POST" when Flag("x-ms-documentdb-isquery") => ServerOperation.Query,
            "POST" when Flag("x-ms-documentdb-is-upsert") => ServerOperation.Upsert,
            "POST" => ServerOperation.Create,
            _ => throw new ServerException(HttpStatusCode.MethodNotAllowed, "Not an operation of this server."),
        };
    }

    private string? Segment(int index) => index < path.Length ? Uri.UnescapeDataString(path[index]) : null;

    private bool Flag(string name) => bool.TryParse(Header(name), out var set) && set;

    private string? Header(string name) =>
        http.Headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;
}
