using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;

namespace Loyalty.Azure.Tests.CosmosServer;

/// <summary>
/// Azure Cosmos DB as far as the product uses it, behind the client library's own HTTP: the adapters under test and the
/// library below them run as in production, in gateway mode. Stricter than Microsoft's emulator: If-Match counts inside
/// a batch too, a failed batch stores nothing, and what it does not know is refused. Every container's partition key
/// is <c>/pk</c>.
/// </summary>
public sealed class InProcessCosmosServer(TimeProvider? time = null) : HttpMessageHandler
{
    public static readonly Uri Endpoint = new("https://in-process.invalid/");

    private readonly ConcurrentDictionary<string, StoredContainer> containers = new();
    private readonly TimeProvider time = time ?? TimeProvider.System;
    private long number;

    public ServerLog Log { get; } = new();

    /// <summary>Asked once for every request for documents; null = nothing goes wrong.</summary>
    public Func<ServerRequest, ServerFault?> Faults { get; set; } = _ => null;

    /// <summary>What goes wrong with every request about the account itself; null = nothing.</summary>
    public ServerFault? AccountFault { get; set; }

    /// <summary>Default time to live of a container, in seconds, by its name; set before the container's first
    /// use.</summary>
    public ConcurrentDictionary<string, int> TimesToLive { get; } = new();

    public StoredContainer Container(string name) =>
        containers.GetOrAdd(
            name,
            _ => new StoredContainer(
                time,
                () => Interlocked.Increment(ref number),
                TimesToLive.TryGetValue(name, out var ttl) ? ttl : null
            )
        );

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
            reply = ServerReply.Error(refused.Status, refused.Message);
        }
        return reply.ToHttp(request);
    }

    private async Task<ServerReply> AnswerAsync(ServerRequest request)
    {
        if (request.Operation == ServerOperation.Metadata)
            return AccountFault is null ? Metadata(request) : Lose(AccountFault);
        var batch = request.Operation == ServerOperation.Batch ? await BatchCodec.ReadAsync(request.Body) : [];
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
        var container = Container(request.Container!);
        return request.Operation switch
        {
            ServerOperation.Batch => await BatchAsync(request, container, batch, fault),
            ServerOperation.Query => Query(request, container),
            ServerOperation.QueryPlan => ServerMetadata.PassThroughPlan(),
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
        var result = container.Apply(request.RequiredPartitionKey(), operation);
        if ((int)result.Status >= 400)
            return ServerReply.Error(result.Status, "The document is not as the request wants it.");
        var body = request.IsMinimal && request.Operation != ServerOperation.Read ? null : result.Body;
        return new ServerReply(result.Status, body) { ETag = result.ETag };
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
        var results = container.ApplyAll(request.RequiredPartitionKey(), batch, failAt);
        var failed = results.Any(result => (int)result.Status >= 400);
        return new ServerReply(
            failed ? HttpStatusCode.MultiStatus : HttpStatusCode.OK,
            await BatchCodec.WriteAsync(results)
        );
    }

    private static ServerReply Query(ServerRequest request, StoredContainer container)
    {
        var found = SqlQuery.Parse(request.Body).Run(container.All(request.PartitionKey));
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
        };
    }

    private static ServerReply Metadata(ServerRequest request) =>
        request switch
        {
            { Database: null } => ServerMetadata.Account(Endpoint),
            { Container: null, Database: { } database } => ServerMetadata.Database(database),
            { AsksForKeyRanges: true } => ServerMetadata.KeyRanges(request.IfNoneMatch),
            { Container: { } container } => ServerMetadata.Container(container),
        };
}
