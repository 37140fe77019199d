using Loyalty.Azure.Tests.Support;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Holds;
using Loyalty.Idempotency;
using Loyalty.Identity;
using Loyalty.Ledger.Rules;
using Loyalty.LoyaltyUser;
using Loyalty.Messaging;
using Loyalty.Notifications;
using Loyalty.PointOfSale;
using Loyalty.Programs;
using Loyalty.Signing;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Azure.Tests.Cosmos;

/// <summary>What each way that points go asks of Cosmos DB, and that the operators' guide says the same. Everybody has been
/// there before: what is cached has been read, and accounts exist.</summary>
public sealed class RequestUnitTests : IAsyncLifetime
{
    private static readonly string[] Family = FamilyGroup.Members;
    private static readonly Caller Partner = Caller.Of(Shop.Client);
    private readonly ManualTimeProvider clock = new();
    private readonly CosmosScene scene = new();
    private readonly Pocket pocket = new();
    private readonly CosmosShop shop;
    private int requests;

    public RequestUnitTests()
    {
        shop = new CosmosShop(scene, clock, services => services.AddSingleton<IOutbox>(pocket));
    }

    private static AccountKey Ann => Shop.Key(Family[0]);

    public async Task InitializeAsync()
    {
        await shop.OpenAsync("somebody-else");
        var catalog = shop.Services.GetRequiredService<CachedCatalog>();
        await FamilyGroup.CreateAsync(catalog);
        await AwardAsync(Family[0]);
    }

    public async Task DisposeAsync()
    {
        await shop.DisposeAsync();
        scene.Dispose();
    }

    [Fact]
    public Task Earn() => AssertGuideAsync("`POST /points`, earn, applied", () => shop.RequestAsync(Family[0], Next()));

    [Fact]
    public async Task Redeem()
    {
        var rule = Shop.Rule with { RuleId = TextId.From<RuleId>("spend"), Type = RuleType.Redeem, Cap = null };
        await shop.Services.GetRequiredService<CachedCatalog>().CreateAsync(rule, default);
        await AssertGuideAsync("`POST /points`, redeem, applied", () => shop.RequestAsync(Family[0], Next(), rule));
        Assert.Equal(30, (await shop.Ledger.LoadAsync(Ann, default))?.Value.Balance.Value);
    }

    [Fact]
    public Task Callback() =>
        AssertGuideAsync(
            "callback, delivered at once",
            () =>
                shop.Callbacks.HandleAsync(
                    CallbackMessage.Read(scene.Queue.Bodies(QueueNames.Callbacks)[^1])!,
                    default
                ),
            () => shop.RequestAsync(Family[0], Next())
        );

    [Fact]
    public Task Till_redemption() => AssertGuideAsync("till redemption", () => RedeemAsync(code: null, group: null));

    [Fact]
    public async Task Till_redemption_with_a_code()
    {
        await NeedCodesAsync();
        var code = "";
        await AssertGuideAsync(
            "till redemption with a code",
            () => RedeemAsync(code, group: null),
            async () => code = await CodeAsync()
        );
    }

    [Fact]
    public async Task Code()
    {
        await NeedCodesAsync();
        await AssertGuideAsync("code for a till, sent", CodeAsync);
    }

    [Fact]
    public async Task Group_redemption()
    {
        await NeedCodesAsync();
        // Twice fifty of each, which expire on different dates: it is known whose are spent first, and all give some.
        foreach (var member in Family.Concat(Family))
        {
            clock.Advance(TimeSpan.FromDays(20));
            await AwardAsync(member);
        }

        var code = "";
        await AssertGuideAsync(
            "till redemption of a group of four, with a code",
            () => RedeemAsync(code, new TillGroup(FamilyGroup.Id, null, null, IsDefault: false), points: 190),
            async () => code = await CodeAsync()
        );
    }

    [Fact]
    public Task Hold_and_capture() =>
        AssertGuideAsync(
            "hold, then its capture",
            async () =>
            {
                var holds = shop.Services.GetRequiredService<HoldHandler>();
                var placed = await holds.PlaceAsync(
                    new HoldRequest
                    {
                        Id = EntryId.For(Partner.ClientId, TextId.From<RequestId>(Next())),
                        Account = Ann,
                        Amount = new Points(5),
                        Lasts = TimeSpan.FromHours(1),
                        ClientId = Partner.ClientId,
                    },
                    default
                );
                var captured = await holds.CaptureAsync(placed.Entry!, amount: null, Partner.ClientId, default);
                Assert.NotNull(captured.Entry);
            }
        );

    [Fact]
    public Task Issue() =>
        AssertGuideAsync(
            "`POST /v1/transactions`, issued in our own books",
            async () =>
                Assert.True(
                    (
                        await shop
                            .Services.GetRequiredService<IssueHandler>()
                            .IssueAsync(
                                Partner,
                                new IssueDraft
                                {
                                    ProgramId = Ann.ProgramId,
                                    UserId = Ann.MemberId,
                                    Value = 100,
                                    ReferenceNumber = TextId.From<RequestId>(Next()),
                                },
                                default
                            )
                    ).Succeeded
                )
        );

    [Fact]
    public Task Assignment() =>
        AssertGuideAsync(
            "points assigned to a user, with an `Idempotency-Key`",
            async () =>
                Assert.True(
                    (
                        await shop
                            .Services.GetRequiredService<PointAssignmentHandler>()
                            .AssignAsync(
                                Partner,
                                new PointAssignment(Ann.MemberId, Shop.Client.Partner!, new Points(5), "order"),
                                new CreationRequest(Partner.ClientId, Next(), "hash"),
                                default
                            )
                    ).Succeeded
                )
        );

    private string Next() => $"order-2026-11-21-{requests++:d8}";

    private Task AwardAsync(string member) =>
        shop.Handler.HandleAsync([.. Enumerable.Range(0, 5).Select(_ => Shop.Message(member, Next()))], default);

    private async Task NeedCodesAsync()
    {
        var catalog = shop.Services.GetRequiredService<ICatalog>();
        var stored = await catalog.FindAsync<PointProgram>(Shop.Program.Key, default);
        var policy = new RedemptionPolicy { Validation = RedemptionValidation.Otp };
        await shop
            .Services.GetRequiredService<CachedCatalog>()
            .ReplaceAsync(Shop.Program with { Redemption = policy }, stored!.ETag, default);
    }

    private async Task<string> CodeAsync()
    {
        var draft = new RedemptionDraft
        {
            Customer = new Customer { UserId = Family[0] },
            Points = "5",
        };
        await shop.Services.GetRequiredService<TillDesk>().IssueCodeAsync(Partner, draft, default);
        var text = pocket.Latest!.Open(shop.Services.GetRequiredService<IKeyRing>().DataKey)!.Text;
        return text.Split(' ')[0];
    }

    private async Task RedeemAsync(string? code, TillGroup? group, int points = 5)
    {
        var (outcomes, _) = await shop
            .Services.GetRequiredService<TillDesk>()
            .RedeemAsync(
                Partner,
                [
                    new RedemptionDraft
                    {
                        Customer = new Customer { UserId = Family[0] },
                        Points = $"{points}",
                        ValidationCode = code,
                        Group = group,
                        ExternalReferenceNumber = Next(),
                        TransactionNumber = Next(),
                        TillId = "till-1",
                    },
                ],
                default
            );
        Assert.Equal(Refusal.None, Assert.Single(outcomes).Refusal);
    }

    /// <summary>Goes a way twice, counts the second time, and looks for that in the guide.</summary>
    private async Task AssertGuideAsync(string way, Func<Task> go, Func<Task>? prepare = null)
    {
        for (var time = 1; time <= 2; time++)
        {
            if (prepare is not null)
                await prepare();
            scene.Server.Log.Clear();
            await go();
        }

        PriceList.AssertTold(way, scene.Server.Log.Lines);
    }
}
