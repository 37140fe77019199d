using Loyalty.Budgets;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Ledger;

/// <summary>Batches of messages in which something goes wrong.</summary>
public sealed class PointsHandlerTests
{
    private static readonly MemberId Nobody = TextId.From<MemberId>("nobody");
    private static readonly Rule Rule = Given.Rule(RuleType.Earn);
    private readonly ManualTimeProvider time = new(Given.Noon);
    private readonly InMemoryLedgerStore ledger = new();
    private readonly InMemoryMessageQueue queue = new();
    private readonly InMemoryParking parking = new();
    private readonly PointsHandler handler;

    public PointsHandlerTests()
    {
        var catalog = new InMemoryCatalog();
        catalog.Put(Given.Program());
        catalog.Put(Rule);
        catalog.Put(new Member { OrgId = Given.Org, MemberId = Given.MemberId });
        var options = Options.Create(new LedgerOptions());
        var cached = new CachedCatalog(catalog, Options.Create(new CatalogOptions()), time);
        handler = new PointsHandler(
            cached,
            new RuleVersions(catalog, cached),
            new AccountHandler(
                ledger,
                new BudgetDesk(new InMemoryBudgetStore(), Options.Create(new BudgetOptions()), time, () => 0),
                options,
                time,
                () => 0,
                NullLogger<AccountHandler>.Instance
            ),
            queue,
            new MessageParking(parking, time, NullLogger<MessageParking>.Instance),
            new OpenDecisions(time),
            options
        );
    }

    [Fact]
    public async Task What_is_stored_is_told_also_where_the_accounts_next_commit_meets_a_fault()
    {
        // More than one commit holds.
        var bodies = Enumerable.Range(0, 150).Select(n => PointsMessage.ToSend(Message($"r{n}")).Body).ToList();
        ledger.BeforeNextCommit = _ =>
        {
            ledger.BeforeNextCommit = _ => throw new UnavailableException("The store is away.");
            return Task.CompletedTask;
        };

        await Assert.ThrowsAsync<UnavailableException>(() => handler.HandleAsync(bodies, default));

        var stored = ledger.History(Given.Key).Select(entry => entry.Id.ToString()).ToList();
        Assert.InRange(stored.Count, 1, 149);
        Assert.Equal(stored, queue.Sent.Select(sent => CallbackMessage.Read(sent.Body)!.DeliveryId));

        await handler.HandleAsync(bodies, default);
        Assert.Equal(150, ledger.History(Given.Key).Count);
        Assert.Equal(150, queue.Sent.Count);
        Assert.Empty(parking.Parked);
    }

    [Fact]
    public async Task An_outcome_is_counted_when_it_is_stored_and_never_again()
    {
        var bodies = Enumerable.Range(0, 3).Select(n => PointsMessage.ToSend(Message($"r{n}")).Body).ToList();
        using var counted = new Measurements("loyalty.outcomes");

        await handler.HandleAsync(bodies[..2], default);
        await handler.HandleAsync(bodies, default);
        await handler.HandleAsync([PointsMessage.ToSend(Message("r3") with { MemberId = Nobody }).Body], default);
        await handler.HandleAsync([PointsMessage.ToSend(Message("r3") with { MemberId = Nobody }).Body], default);

        Assert.Equal(
            ["Earn posted", "Earn posted", "Earn posted", "Earn member_unknown"],
            counted.All.Select(count => count.Replace("loyalty.outcomes 1 ", "", StringComparison.Ordinal))
        );
    }

    private static PointsMessage Message(string request)
    {
        var requestId = TextId.From<RequestId>(request);
        return new PointsMessage
        {
            TransactionId = EntryId.For(Given.ClientId, requestId),
            OrgId = Given.Org,
            MemberId = Given.MemberId,
            ProgramId = Given.ProgramId,
            RuleId = Rule.RuleId,
            ClientId = Given.ClientId,
            RequestId = requestId,
            Amount = new Points(1),
            CallbackUrl = "https://partner.example/cb",
            ContentHash = "content",
            AcceptedAt = Given.Noon,
        };
    }
}
