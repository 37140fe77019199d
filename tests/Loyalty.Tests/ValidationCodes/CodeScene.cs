using Loyalty.Budgets;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.Notices;
using Loyalty.Notifications;
using Loyalty.Tests.Support;
using Loyalty.ValidationCodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.ValidationCodes;

/// <summary>One host that issues codes, for an organisation with a messaging gateway.</summary>
internal sealed class CodeScene
{
    private readonly InMemoryCatalog catalog = new();
    private readonly AccountHandler accounts;

    public CodeScene(CodeOptions? settings = null)
    {
        Keys = new StoredKeyRing(Time);
        Put(new MessagingGateway("https://gateway.example/texts"));
        catalog.Put(Ann);
        var fresh = Options.Create(new CatalogOptions { CacheFor = TimeSpan.Zero });
        accounts = new AccountHandler(
            Ledger,
            new BudgetDesk(new InMemoryBudgetStore(), Options.Create(new BudgetOptions()), Time, () => 0),
            Options.Create(new LedgerOptions()),
            Time,
            () => 0,
            NullLogger<AccountHandler>.Instance
        );
        Codes = new CodeDesk(
            accounts,
            new Notifier(new CachedCatalog(catalog, fresh, Time), Queue, Keys),
            Keys,
            Options.Create(settings ?? new CodeOptions()),
            Time,
            NullLogger<CodeDesk>.Instance
        );
    }

    public static Member Ann { get; } =
        new()
        {
            OrgId = Given.Org,
            MemberId = Given.MemberId,
            Mobile = "+4915112345678",
            Email = "ann@example.com",
        };

    public ManualTimeProvider Time { get; } = new(Given.Noon);
    public InMemoryLedgerStore Ledger { get; } = new();
    public InMemoryMessageQueue Queue { get; } = new();
    public StoredKeyRing Keys { get; }
    public CodeDesk Codes { get; }
    public PointProgram Program { get; set; } = Given.Program();

    /// <summary>The texts that are on their way, opened.</summary>
    public List<Notification> Texts =>
        [
            .. Queue.Sent.Select(message =>
                Notification.Read(CallbackMessage.Read(message.Body)!.Payload).Open(Keys.DataKey)!
            ),
        ];

    public Task<Refusal> IssueAsync(Member? member = null) =>
        Codes.IssueAsync(member ?? Ann, Program, new Points(50), default);

    /// <summary>Issues a code and reads it off the latest text.</summary>
    public async Task<string> IssuedAsync(Member? member = null)
    {
        Assert.Equal(Refusal.None, await IssueAsync(member));
        return Texts[^1].Text.Split(' ')[0];
    }

    public Task<bool> CheckAsync(string code, AccountKey? key = null) =>
        Codes.CheckAsync(key ?? Given.Key, code, default);

    /// <summary>Opens a member's account.</summary>
    public Task EnrolAsync(AccountKey key) =>
        Ledger.CommitAsync(
            Sample.Batch(
                Given.Account((null, 100)) with
                {
                    MemberId = key.MemberId,
                },
                null,
                Sample.Entry(key, $"{key}")
            ),
            default
        );

    public void Put(MessagingGateway? gateway) =>
        catalog.Put(
            new Organisation
            {
                OrgId = Given.Org,
                Name = "Acme",
                DefaultProgramId = Given.ProgramId,
                Notifications = gateway,
            }
        );

    public void Put(Member member) => catalog.Put(member);

    /// <summary>Spends points with a code; another request each time.</summary>
    public Task<PostingOutcome> SpendAsync(string code, long points = 1) =>
        Codes.UseAsync(
            Given.Key,
            code,
            nonce =>
            {
                var command = Given.Command(Given.Rule(RuleType.Redeem), points, $"spend-{Ledger.Commits}");
                return accounts.PostAsync(
                    Given.Key,
                    Program,
                    _ => Task.FromResult<PostingPlan>(command with { Code = nonce }),
                    default
                );
            },
            default
        );
}
