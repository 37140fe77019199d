using Loyalty.Budgets;
using Loyalty.Catalog;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.Notices;
using Loyalty.ValidationCodes;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Loyalty.Contracts.Support;

/// <summary>Tills at several hosts of one ledger, at which one member spends points with one-time codes.</summary>
public sealed class CodeTills
{
    public static readonly Member Ann = new()
    {
        OrgId = Sample.Org(),
        MemberId = TextId.From<MemberId>("member-1"),
        Mobile = "+4915112345678",
    };

    public static readonly PointProgram Program = new()
    {
        OrgId = Sample.Org(),
        ProgramId = TextId.From<ProgramId>("main"),
        Name = "Main",
    };

    private static readonly ClientId Client = TextId.From<ClientId>("client-1");
    private static readonly Rule Spend = new()
    {
        OrgId = Sample.Org(),
        RuleId = TextId.From<RuleId>("spend"),
        ProgramId = Program.ProgramId,
        Name = "spend",
        Type = RuleType.Redeem,
        ClientIds = [Client],
        Status = RuleStatus.Active,
    };

    private readonly FaultyStores stores;
    private readonly CachedCatalog catalog;
    private readonly SealingKeys keys = new();
    private readonly Pocket pocket = new();
    private readonly (AccountHandler Accounts, CodeDesk Codes)[] hosts = new (AccountHandler, CodeDesk)[3];
    private int redemptions;

    private CodeTills(ILedgerStore ledger, IBudgetStore budgets, ICatalog documents, double faults)
    {
        stores = new FaultyStores(ledger, budgets, seed: 1, faults, Points.Zero);
        catalog = new CachedCatalog(documents, Options.Create(new CatalogOptions()), TimeProvider.System);
        for (var host = 0; host < hosts.Length; host++)
            hosts[host] = Start();
    }

    public static AccountKey Key => new(Program.OrgId, Ann.MemberId, Program.ProgramId);

    private static CancellationToken None => CancellationToken.None;

    /// <summary>Opens the tills, with a member who has so many points.</summary>
    public static async Task<CodeTills> OpenAsync(
        ILedgerStore ledger,
        IBudgetStore budgets,
        ICatalog documents,
        long points,
        double faults = 0
    )
    {
        var tills = new CodeTills(ledger, budgets, documents, faults);
        await documents.CreateAsync(
            new Organisation
            {
                OrgId = Program.OrgId,
                Name = "Acme",
                DefaultProgramId = Program.ProgramId,
            },
            None
        );
        await documents.CreateAsync(Ann, None);
        var earned = Sample.Account(Key) with
        {
            Balance = new Points(points),
            LifetimeEarned = new Points(points),
            Buckets = [new Bucket(null, new Points(points))],
        };
        await ledger.CommitAsync(Sample.Batch(earned, null, Sample.Entry(Key, "earned")), None);
        return tills;
    }

    /// <summary>Lets nothing fail any more.</summary>
    public void EndFaults() => stores.IsOver = true;

    public async Task<Account> AccountAsync() =>
        (await stores.LoadAsync(Key, None))?.Value ?? throw new InvalidOperationException("There is no account.");

    /// <summary>Has the member sent a code, and reads it off the text.</summary>
    public async Task<string> IssueAsync()
    {
        Assert.Equal(Refusal.None, await hosts[0].Codes.IssueAsync(Ann, Program, null, None));
        var text = pocket.Latest?.Open(keys.DataKey)?.Text ?? throw new InvalidOperationException("Nothing was sent.");
        return text.Split(' ')[0];
    }

    public Task<bool> CheckAsync(int till, string code) => hosts[till % hosts.Length].Codes.CheckAsync(Key, code, None);

    /// <summary>Spends points with a code, under a new request.</summary>
    public Task<PostingOutcome> SpendAsync(int till, string code, long points)
    {
        var (accounts, codes) = hosts[till % hosts.Length];
        var request = TextId.From<RequestId>($"till-{till}.{Interlocked.Increment(ref redemptions)}");
        return codes.UseAsync(
            Key,
            code,
            nonce =>
                accounts.PostAsync(
                    Key,
                    Program,
                    _ =>
                        Task.FromResult<PostingPlan>(
                            new Command
                            {
                                Id = EntryId.For(Client, request),
                                Kind = EntryKind.Redeem,
                                Amount = new Points(points),
                                AcceptedAt = DateTimeOffset.UnixEpoch,
                                MemberStatus = MemberStatus.Active,
                                Rule = Spend,
                                RuleId = Spend.RuleId,
                                Code = nonce,
                                ClientId = Client,
                                RequestId = request,
                            }
                        ),
                    None
                ),
            None
        );
    }

    private (AccountHandler, CodeDesk) Start()
    {
        var accounts = new AccountHandler(
            stores,
            new BudgetDesk(stores, Options.Create(new BudgetOptions()), TimeProvider.System, RandomJitter.Next),
            Options.Create(new LedgerOptions { MaxAttempts = 100, RetryDelay = TimeSpan.FromMilliseconds(1) }),
            TimeProvider.System,
            RandomJitter.Next,
            NullLogger<AccountHandler>.Instance
        );
        var codes = new CodeDesk(
            accounts,
            new Notifier(catalog, new NoQueue(), keys, pocket),
            keys,
            Options.Create(new CodeOptions { MaxCodes = 100, MaxTimesSent = 100 }),
            TimeProvider.System,
            NullLogger<CodeDesk>.Instance
        );
        return (accounts, codes);
    }

    private sealed class NoQueue : Messaging.IMessageQueue
    {
        public Task SendAsync(
            string queue,
            IReadOnlyList<Messaging.OutgoingMessage> messages,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();
    }
}
