using Microsoft.Azure.Cosmos;
using Microsoft.Azure.Cosmos.Serialization.HybridRow;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.IO;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.Layouts;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.RecordIO;
using Microsoft.Azure.Cosmos.Serialization.HybridRow.Schemas;

namespace Loyalty.CosmosServer;

/// <summary>
/// The binary form of batches: records of HybridRow rows, by the schema that the client library carries in itself.
/// </summary>
public static class BatchCodec
{
    private const int ResultSchema = 2145473649;
    private static readonly LayoutResolverNamespace Resolver = new(ReadSchema());

    /// <summary>The operations of a batch, in their order.</summary>
    public static async Task<IReadOnlyList<BatchOperation>> ReadAsync(byte[] body)
    {
        var operations = new List<BatchOperation>();
        using var stream = new MemoryStream(body);
        Func<ReadOnlyMemory<byte>, Result> onRecord = record =>
        {
            operations.Add(ReadOperation(record.Span));
            return Result.Success;
        };
        Func<ReadOnlyMemory<byte>, Result> onSegment = _ => Result.Success;
        var result = await stream.ReadRecordIOAsync(onRecord, onSegment, new MemorySpanResizer<byte>(body.Length));
        return result == Result.Success ? operations : throw ServerException.Bad($"The batch is damaged: {result}.");
    }

    /// <summary>The answer to a batch.</summary>
    public static async Task<byte[]> WriteAsync(IReadOnlyList<BatchResult> results)
    {
        using var stream = new MemoryStream();
        RecordIOStream.ProduceFunc produce = (long index, out ReadOnlyMemory<byte> buffer) =>
        {
            buffer = index < results.Count ? WriteResult(results[(int)index]) : default;
            return Result.Success;
        };
        var written = await stream.WriteRecordIOAsync(
            new Segment("batch", (Namespace?)null),
            produce,
            new MemorySpanResizer<byte>(1024)
        );
        Check(written);
        return stream.ToArray();
    }

    private static BatchOperation ReadOperation(ReadOnlySpan<byte> record)
    {
        var row = new RowBuffer(record.Length);
        if (!row.ReadFrom(record, HybridRowVersion.V1, Resolver))
            throw ServerException.Bad("A row of the batch is damaged.");
        var operation = new BatchOperation();
        var reader = new RowReader(ref row);
        while (reader.Read())
        {
            switch (reader.Path.ToString())
            {
                case "operationType" when reader.ReadInt32(out var type) == Result.Success:
                    operation.Type = type;
                    break;
                case "id" when reader.ReadString(out string id) == Result.Success:
                    operation.Id = id;
                    break;
                case "resourceBody" when reader.ReadBinary(out byte[] body) == Result.Success:
                    operation.Body = body;
                    break;
                case "ifMatch" when reader.ReadString(out string tag) == Result.Success:
                    operation.IfMatch = tag;
                    break;
                case "ifNoneMatch" or "partitionKey" or "binaryId" when reader.HasValue:
                    throw ServerException.Bad($"'{reader.Path}' is not an option of this server.");
            }
        }
        return operation;
    }

    private static byte[] WriteResult(BatchResult result)
    {
        var row = new RowBuffer(1024, new MemorySpanResizer<byte>(1024));
        row.InitLayout(HybridRowVersion.V1, Resolver.Resolve(new SchemaId(ResultSchema)), Resolver);
        Check(
            RowWriter.WriteBuffer(
                ref row,
                result,
                (ref RowWriter writer, TypeArgument _, BatchResult value) =>
                {
                    Check(writer.WriteInt32("statusCode", (int)value.Status));
                    Check(writer.WriteInt32("subStatusCode", 0));
                    if (value.ETag is not null)
                        Check(writer.WriteString("eTag", value.ETag));
                    if (value.Body is not null)
                        Check(writer.WriteBinary("resourceBody", value.Body));
                    return writer.WriteFloat64("requestCharge", 1);
                }
            )
        );
        return row.ToArray();
    }

    private static void Check(Result result)
    {
        if (result != Result.Success)
            throw new InvalidOperationException($"The answer could not be written: {result}.");
    }

    private static Namespace ReadSchema()
    {
        const string name = "Microsoft.Azure.Cosmos.Batch.HybridRowBatchSchemas.json";
        using var stream =
            typeof(CosmosClient).Assembly.GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"The client library carries no {name}.");
        using var reader = new StreamReader(stream);
        return Namespace.Parse(reader.ReadToEnd());
    }
}
