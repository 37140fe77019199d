using System.Globalization;
using Loyalty.CosmosServer;
using Loyalty.Local.Tests.House;

namespace Loyalty.Azure.Tests.Support;

/// <summary>What Azure charges for operations on documents of at most 1 KB, and to replace one of at most 2 KB.</summary>
internal static class PriceList
{
    private const decimal CreateUnits = 5.5m;
    private const decimal ReplaceUnits = 10.5m;
    private const decimal ReadUnits = 1;

    /// <summary>Looks in the operators' guide for what was asked.</summary>
    public static void AssertTold(string way, IReadOnlyList<ServerLog.Line> lines)
    {
        var batched = lines.SelectMany(line => line.Batch).CountBy(operation => operation.Type).ToDictionary();
        int Count(ServerOperation alone, int? inBatch = null) =>
            lines.Count(line => line.Operation == alone) + (inBatch is { } type ? batched.GetValueOrDefault(type) : 0);
        var creates = Count(ServerOperation.Create, BatchOperation.Create);
        var replaces = Count(ServerOperation.Replace, BatchOperation.Replace);
        var reads = Count(ServerOperation.Read);
        // Nothing is asked that has no price here.
        Assert.Equal(
            lines.Count(line => line.Operation != ServerOperation.Batch) + batched.Values.Sum(),
            creates + replaces + reads
        );
        AssertSizes(
            lines.SelectMany(line =>
                line.Batch.Select(operation => (operation.Type == BatchOperation.Create, operation.Body.Length))
                    .DefaultIfEmpty((line.Operation == ServerOperation.Create, line.BodyBytes))
            )
        );
        var units = creates * CreateUnits + replaces * ReplaceUnits + reads * ReadUnits;
        var row = string.Create(
            CultureInfo.InvariantCulture,
            $"| {way} | {creates} | {replaces} | {reads} | {units:0.#} |"
        );
        Assert.True(Repository.Read("infra/README.md").Split('\n').Contains(row), $"The guide does not say {row}");
    }

    /// <summary>The prices are those of documents of so much.</summary>
    private static void AssertSizes(IEnumerable<(bool IsCreate, int Bytes)> documents) =>
        Assert.All(documents, document => Assert.InRange(document.Bytes, 0, document.IsCreate ? 1024 : 2048));
}
