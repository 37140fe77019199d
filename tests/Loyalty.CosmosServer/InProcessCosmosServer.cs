using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace Loyalty.CosmosServer;

/// <summary>
/// Azure Cosmos DB as far as the product uses it, behind the client library's own HTTP: the adapters under test and the
/// library below them run as in production, in gateway mode. Stricter than Microsoft's emulator: If-Match counts inside
/// a batch too, a failed batch stores nothing, and what it does not know is refused. Every container's partition key
/// is <c>/pk</c>, and its keys are spread over several ranges, as those of a container that has grown.
/// </summary>
public sealed class InProcessCosmosServer(TimeProvider? time = null) : HttpMessageHandler
{
    /// <summary>Where requests go that never leave the process.</summary>
    public static readonly Uri Endpoint = new("https://in-process.invalid/");

    private readonly ConcurrentDictionary<string, string> databases = new();
    private readonly ConcurrentDictionary<(string Database, string Name), StoredContainer> containers = new();
    private readonly KeyRanges ranges = new(3);
    private readonly TimeProvider time = time ?? TimeProvider.System;
    private long number;

    public ServerLog Log { get; } = new();

    /// <summary>Whether what is asked is kept in <see cref="Log"/>.</summary>
    public bool KeepsLog { get; init; } = true;

    /// <summary>Whether a container is there as soon as somebody uses it; else it has to be made first, as in the
    /// service.</summary>
    public bool MakesContainersOnUse { get; init; } = true;

    /// <summary>Asked once for every request for documents; null = nothing goes wrong.</summary>
    public Func<ServerRequest, ServerFault?> Faults { get; set; } = _ => null;

    /// <summary>What goes wrong with every request about the account itself; null = nothing.</summary>
    public ServerFault? AccountFault { get; set; }

    /// <summary>Default time to live of a container that is made on use, in seconds, by its name.</summary>
    public ConcurrentDictionary<string, int> TimesToLive { get; } = new();

    /// <summary>What is indexed of a container that is made on use, by its name; everything of one that is not here.</summary>
    public ConcurrentDictionary<string, IReadOnlyList<string>> IndexedPaths { get; } = new();

    /// <summary>A container.</summary>
    /// <exception cref="ServerException">There is none, and none is made on use.</exception>
    public StoredContainer Container(string name, string database = "loyalty")
    {
        if (containers.TryGetValue((database, name), out var found))
            return found;
        if (!MakesContainersOnUse)
            throw ServerException.NoOwner($"container {database}/{name}");
        int? ttl = TimesToLive.TryGetValue(name, out var seconds) ? seconds : null;
        return Keep(database, ContainerDefinition.Of(name, ttl, IndexedPaths.GetValueOrDefault(name)));
    }

    /// <summary>All containers of a database.</summary>
    public IEnumerable<StoredContainer> Containers(string database) =>
        containers.Where(container => container.Key.Database == database).Select(container => container.Value);

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        // Off the caller's thread, as over a network: concurrent requests really meet.
        await Task.Yield();
        ServerReply reply;
        try
        {
            reply = await AnswerAsync(await ServerRequest.ReadAsync(request, cancellationToken));
        }
        catch (ServerException refused)
        {
            reply = ServerReply.Error(refused.Status, refused.Message) with { Substatus = refused.Substatus };
        }
        return reply.ToHttp(request);
    }

    private async Task<ServerReply> AnswerAsync(ServerRequest request)
    {
        if (request.Operation == ServerOperation.Metadata)
            return AccountFault is null ? Metadata(request) : Lose(AccountFault);
        var batch = request.Operation == ServerOperation.Batch ? await BatchCodec.ReadAsync(request.Body) : [];
        if (KeepsLog)
            Log.Add(request, batch);

        var fault = Faults(request);
        if (fault is { AfterCommit: false, BatchIndex: null })
            return Lose(fault);
        var reply = await CarryOutAsync(request, batch, fault);
        return fault is { AfterCommit: true } ? Lose(fault) : reply;
    }

    private static ServerReply Lose(ServerFault fault) =>
        fault switch
        {
            { ConnectionLost: true } => throw new HttpRequestException("The connection was lost."),
            // What HttpClient throws when its own time is over; the caller's token is not cancelled.
            { TimesOut: true } => throw new TaskCanceledException("No answer in time.", new TimeoutException()),
            _ => ServerReply.Error(fault.Status, "An injected fault.") with { RetryAfter = fault.RetryAfter },
        };

    private async Task<ServerReply> CarryOutAsync(
        ServerRequest request,
        IReadOnlyList<BatchOperation> batch,
        ServerFault? fault
    )
    {
        var container = Container(request.Container ?? "", request.Database ?? "");
        return request.Operation switch
        {
            ServerOperation.Batch => await BatchAsync(request, container, batch, fault),
            ServerOperation.Query => Query(request, container),
            ServerOperation.QueryPlan => ServerMetadata.Plan(SqlQuery.Parse(request.Body)),
            _ => Single(request, container),
        };
    }

    private static ServerReply Single(ServerRequest request, StoredContainer container)
    {
        var operation = new BatchOperation
        {
            Type = request.Operation switch
            {
                ServerOperation.Create => BatchOperation.Create,
                ServerOperation.Upsert => BatchOperation.Upsert,
                ServerOperation.Read => BatchOperation.Read,
                ServerOperation.Replace => BatchOperation.Replace,
                ServerOperation.Delete => BatchOperation.Delete,
                _ => throw ServerException.Bad($"{request.Operation} is not an operation on one document."),
            },
            Id = request.DocumentId,
            Body = request.Body,
            IfMatch = request.IfMatch,
        };
        var partitionKey = request.RequiredPartitionKey();
        var range = container.Ranges.RangeOf(partitionKey);
        var result = container.Apply(partitionKey, operation);
        if ((int)result.Status >= 400)
            return ServerReply.Error(result.Status, "The document is not as the request wants it.") with
            {
                KeyRange = range,
            };
        var body = request.IsMinimal && request.Operation != ServerOperation.Read ? null : result.Body;
        return new ServerReply(result.Status, body) { ETag = result.ETag, KeyRange = range };
    }

    private static async Task<ServerReply> BatchAsync(
        ServerRequest request,
        StoredContainer container,
        IReadOnlyList<BatchOperation> batch,
        ServerFault? fault
    )
    {
        if (!request.IsAtomicBatch)
            throw ServerException.Bad("Only atomic, ordered batches.");
        if (request.Body.Length > StoredContainer.MaxBatchBytes)
            throw new ServerException(HttpStatusCode.RequestEntityTooLarge, "The batch is too large.");
        (int, HttpStatusCode)? failAt = fault?.BatchIndex is { } index ? (index, fault.Status) : null;
        var partitionKey = request.RequiredPartitionKey();
        var results = container.ApplyAll(partitionKey, batch, failAt);
        var failed = results.Any(result => (int)result.Status >= 400);
        return new ServerReply(
            failed ? HttpStatusCode.MultiStatus : HttpStatusCode.OK,
            await BatchCodec.WriteAsync(results)
        )
        {
            KeyRange = container.Ranges.RangeOf(partitionKey),
        };
    }

    private static ServerReply Query(ServerRequest request, StoredContainer container)
    {
        if (request.IsForPartOfRange)
            throw ServerException.Bad("A part of a key range is not a thing of this server.");
        int? keysRange = request.PartitionKey is { } key ? container.Ranges.RangeOf(key) : null;
        var range =
            request.KeyRange
            ?? keysRange
            ?? throw ServerException.Bad("A query over all keys is sent to each key range.");
        if (range != (keysRange ?? range))
            throw ServerException.Bad("The partition key is in another range than the one that was asked.");
        var query = SqlQuery.Parse(request.Body);
        if (query.Order is { } order && !container.Definition.IsIndexed(order.Property))
            throw ServerException.Bad($"What is ordered by must be indexed: {order.Property}.");
        var listsAbsent = query.Order is { } by && container.Definition.ListsAbsent(by.Property);
        var found = query.Run(container.All(request.PartitionKey, range), listsAbsent);
        var from = request.Continuation is { } text ? int.Parse(text) : 0;
        var page = found.Skip(from).Take(request.MaxItems).ToList();
        var next = from + page.Count;
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                _rid = Convert.ToBase64String(StoredContainer.Rid),
                Documents = page,
                _count = page.Count,
            }
        );
        return new ServerReply(HttpStatusCode.OK, body)
        {
            ItemCount = page.Count,
            Continuation = next < found.Count ? $"{next}" : null,
            KeyRange = range,
        };
    }

    private ServerReply Metadata(ServerRequest request) =>
        request switch
        {
            { Database: null, Makes: true } => MakeDatabase(request),
            { Database: { } database, Container: null, Makes: true } => MakeContainer(database, request),
            { AsksForKeyRanges: true } => ServerMetadata.KeyRanges(ranges, request.IfNoneMatch),
            { Database: null } => ServerMetadata.Account(request.Endpoint),
            { Database: { } database, Container: null } => MakesContainersOnUse || databases.ContainsKey(database)
                ? ServerMetadata.Database(database)
                : throw ServerException.NoOwner($"database {database}"),
            { Database: { } database, Container: { } container } => ServerMetadata.Container(
                Container(container, database).Definition
            ),
        };

    private ServerReply MakeDatabase(ServerRequest request)
    {
        var name = JsonSerializer.Deserialize<JsonElement>(request.Body).GetProperty("id").GetString() ?? "";
        return databases.TryAdd(name, name)
            ? ServerMetadata.Database(name) with
            {
                Status = HttpStatusCode.Created,
            }
            : ServerReply.Error(HttpStatusCode.Conflict, "There is such a database.");
    }

    private ServerReply MakeContainer(string database, ServerRequest request)
    {
        if (!databases.ContainsKey(database))
            throw ServerException.NoOwner($"database {database}");
        var definition = ContainerDefinition.Parse(request.Body);
        return Keep(database, definition).Definition == definition
            ? ServerMetadata.Container(definition) with
            {
                Status = HttpStatusCode.Created,
            }
            : ServerReply.Error(HttpStatusCode.Conflict, "There is such a container.");
    }

    private StoredContainer Keep(string database, ContainerDefinition definition) =>
        containers.GetOrAdd(
            (database, definition.Id),
            _ => new StoredContainer(definition, ranges, time, () => Interlocked.Increment(ref number))
        );
}
