using Loyalty.Embedded;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;
using Loyalty.Programs;
using Microsoft.Extensions.Options;

namespace Loyalty.Bench.Loads;

/// <summary>An embedded store with so many issues or accounts in it, for reads of a few of them.</summary>
internal sealed class StoreLoad : IAsyncDisposable
{
    /// <summary>How many of the accounts have points whose last day is over.</summary>
    public const int Due = 100;

    /// <summary>Reads go to as many rows, however many there are, so that what grows is the store and not what is read of
    /// it.</summary>
    public const int Latest = 1000;

    private const int WritesAtOnce = 512;
    private static readonly OrgId Org = TextId.From<OrgId>("bench");
    private static readonly ProgramId Program = TextId.From<ProgramId>("points");
    private static readonly ClientId Partner = TextId.From<ClientId>("bench-partner");
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Today = new(2026, 6, 1);

    private readonly DirectoryInfo folder;
    private readonly SqliteDatabase database;
    private readonly SqliteIssueStore issues;
    private readonly SqliteLedgerStore ledger;
    private int count;

    private StoreLoad(DirectoryInfo folder)
    {
        this.folder = folder;
        database = SqliteDatabase.Open(Options.Create(new EmbeddedOptions { DataDirectory = folder.FullName }));
        issues = new SqliteIssueStore(database);
        ledger = new SqliteLedgerStore(database);
    }

    /// <summary>Makes an empty store.</summary>
    public static StoreLoad Open(string parentFolder) => new(WorkFolder.Create(parentFolder));

    /// <summary>Issues, a minute apart.</summary>
    public Task IssueAsync(int number, CancellationToken cancellationToken) =>
        FillAsync(number, n => issues.CreateAsync(IssueOf(n), cancellationToken));

    /// <summary>Opens accounts, of which <see cref="Due"/> have points that are over and to be told of.</summary>
    public Task OpenAccountsAsync(int number, CancellationToken cancellationToken) =>
        FillAsync(number, n => ledger.CommitAsync(AccountOf(n, n % (number / Due) == 0), cancellationToken));

    /// <summary>Reads a page of the client's issues from somewhere among the latest.</summary>
    public async Task ListAsync(int n, CancellationToken cancellationToken)
    {
        var from = IssueOf(count - Latest + (n % (Latest - 50))).CreatedAt;
        var page = await issues.PageAsync(
            new IssueSearch(Partner, Program, from, from.AddMinutes(50)),
            null,
            50,
            cancellationToken
        );
        Expect(50, page.Items.Count);
    }

    /// <summary>Reads one of the latest issues.</summary>
    public async Task GetAsync(int n, CancellationToken cancellationToken) =>
        Expect(1, await issues.FindAsync(IdOf(count - Latest + (n % Latest)), cancellationToken) is null ? 0 : 1);

    /// <summary>Asks, as the expiry sweep and the notices do, who is due.</summary>
    public async Task AskWhoIsDueAsync(CancellationToken cancellationToken)
    {
        Expect(Due, (await ledger.DueAsync(Today, Due * 2, cancellationToken)).Count);
        Expect(Due, (await ledger.UntoldAsync(Org, Program, Today, Due * 2, cancellationToken)).Count);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        WorkFolder.Delete(folder);
    }

    private async Task FillAsync(int number, Func<int, Task> write)
    {
        for (var first = 0; first < number; first += WritesAtOnce)
            await Task.WhenAll(Enumerable.Range(first, Math.Min(WritesAtOnce, number - first)).Select(write));
        count = number;
    }

    private static void Expect(int expected, int found)
    {
        if (found != expected)
            throw new InvalidOperationException($"Found {found} where {expected} are.");
    }

    private static EntryId IdOf(int n) => EntryId.ForIssue(Partner, TextId.From<RequestId>($"reference-{n}"));

    private static Issue IssueOf(int n) =>
        new()
        {
            IssueId = IdOf(n),
            OrgId = Org,
            ClientId = Partner,
            ReferenceNumber = TextId.From<RequestId>($"reference-{n}"),
            ProgramId = Program,
            UserId = TextId.From<MemberId>($"member-{n % 1000}"),
            Value = 10,
            Points = new Points(10),
            Bonus = false,
            ContentHash = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
            CreatedAt = Begin.AddMinutes(n),
            Status = IssueStatus.Success,
        };

    private static LedgerBatch AccountOf(int n, bool isDue)
    {
        var key = new AccountKey(Org, TextId.From<MemberId>($"member-{n}"), Program);
        var account = Account.Empty(key) with
        {
            Version = 1,
            Balance = new Points(10),
            Buckets = [new Bucket(Today.AddDays(isDue ? -1 : 1 + (n % 365)), new Points(10))],
        };
        return new LedgerBatch
        {
            Member = key.Member,
            Entries = [],
            Accounts = [new AccountWrite(account, null)],
        };
    }
}
