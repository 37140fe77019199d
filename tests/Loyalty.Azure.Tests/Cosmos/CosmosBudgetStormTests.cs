using System.Net;
using Loyalty.Azure.Cosmos;
using Loyalty.Azure.Tests.Support;
using Loyalty.Budgets;
using Loyalty.Contracts;
using Loyalty.CosmosServer;
using Loyalty.Ledger;

namespace Loyalty.Azure.Tests.Cosmos;

/// <summary>Beside the faults of the storm, those of the service: throttled, stale, lost on the way back.</summary>
public sealed class CosmosBudgetStormTests : BudgetStormContract, IDisposable
{
    private readonly CosmosScene scene = new();

    public void Dispose() => scene.Dispose();

    protected override (ILedgerStore Ledger, IBudgetStore Budgets) Open()
    {
        var random = new Random(1);
        scene.Server.Faults = request =>
        {
            if (request.Operation != ServerOperation.Batch)
                return null;
            lock (random)
                return random.Next(120) switch
                {
                    0 => ServerFault.TooManyRequests(TimeSpan.FromMilliseconds(1)),
                    1 => ServerFault.Answer(HttpStatusCode.RequestTimeout, afterCommit: true),
                    2 when request.Container == "budgets" => ServerFault.Answer(
                        HttpStatusCode.PreconditionFailed,
                        batchIndex: 0
                    ),
                    3 => ServerFault.Lost(afterCommit: false),
                    4 => ServerFault.Lost(afterCommit: true),
                    _ => null,
                };
        };
        return (scene.Ledger(), new CosmosBudgetStore(scene.Containers));
    }
}
