using Loyalty.Catalog;
using Loyalty.Embedded;
using Loyalty.Local.Hosting;
using Loyalty.PointsRequests;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Bench.Loads;

/// <summary>
/// The ledger with its store in a folder of its own, fed with batches of points messages as the queue pump feeds it.
/// </summary>
internal sealed class ApplyLoad : IAsyncDisposable
{
    // As the queue pump has it by default.
    private static readonly int BatchSize = new LocalOptions().BatchSize;
    private const string MemberMark = "@member";
    private const string RequestMark = "@request";
    private static readonly OrgId Org = TextId.From<OrgId>("bench");
    private static readonly ProgramId Program = TextId.From<ProgramId>("points");
    private static readonly RuleId EarnRule = TextId.From<RuleId>("bench-earn");
    private static readonly ClientId Partner = TextId.From<ClientId>("bench-partner");
    private static readonly EntryId IdMark = new(new Guid("aaaaaaaa-aaaa-8aaa-8aaa-aaaaaaaaaaaa"));

    private readonly DirectoryInfo folder;
    private readonly bool keepsFolder;
    private readonly ServiceProvider services;
    private readonly PointsHandler handler;
    private readonly TimeProvider time;
    private readonly string template;
    private long sent;

    private ApplyLoad(DirectoryInfo folder, bool keepsFolder, ServiceProvider services)
    {
        this.folder = folder;
        this.keepsFolder = keepsFolder;
        this.services = services;
        handler = services.GetRequiredService<PointsHandler>();
        time = services.GetRequiredService<TimeProvider>();
        template = PointsMessage.ToSend(TemplateAt(time.GetUtcNow())).Body;
    }

    /// <summary>How many messages were applied.</summary>
    public long Count => Interlocked.Read(ref sent);

    /// <summary>Makes the store, with members that have an account each.</summary>
    public static Task<ApplyLoad> OpenAsync(string parentFolder, int accounts, CancellationToken cancellationToken) =>
        OpenAsync(parentFolder, accounts, cap: null, cancellationToken);

    /// <summary>The same, with a cap on what a member gets.</summary>
    public static Task<ApplyLoad> OpenAsync(
        string parentFolder,
        int accounts,
        Cap? cap,
        CancellationToken cancellationToken
    ) => OpenAsync(WorkFolder.Create(parentFolder), keepsFolder: false, accounts, cap, cancellationToken);

    /// <summary>The same in a folder that is there and stays, beside what else is in it.</summary>
    public static Task<ApplyLoad> OpenAsync(DirectoryInfo folder, int accounts, CancellationToken cancellationToken) =>
        OpenAsync(folder, keepsFolder: true, accounts, cap: null, cancellationToken);

    private static async Task<ApplyLoad> OpenAsync(
        DirectoryInfo folder,
        bool keepsFolder,
        int accounts,
        Cap? cap,
        CancellationToken cancellationToken
    )
    {
        var settings = new Dictionary<string, string?>
        {
            [$"{EmbeddedOptions.Section}:{nameof(EmbeddedOptions.DataDirectory)}"] = folder.FullName,
        };
        var services = new ServiceCollection()
            .Configure<CatalogOptions>(catalog => catalog.CacheFor = LocalHost.CatalogCacheFor)
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddLogging()
            .AddLoyalty()
            .AddEmbeddedStores()
            .BuildServiceProvider();
        var load = new ApplyLoad(folder, keepsFolder, services);
        try
        {
            await load.FillCatalogAsync(accounts, cap, cancellationToken);
            await load.OpenAccountsAsync(accounts, cancellationToken);
            return load;
        }
        catch
        {
            await load.DisposeAsync();
            throw;
        }
    }

    /// <summary>Applies messages for a time and returns how many were applied per second.</summary>
    /// <param name="duration">How long new batches are begun.</param>
    /// <param name="accounts">How many accounts they are spread over.</param>
    /// <param name="batches">How many batches are applied at once.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<double> AppliesPerSecondAsync(
        TimeSpan duration,
        int accounts,
        int batches,
        CancellationToken cancellationToken
    )
    {
        var started = time.GetTimestamp();
        var before = sent;
        await RunAsync(
            () => time.GetElapsedTime(started) < duration,
            number => Scattered(number, accounts),
            batches,
            cancellationToken
        );
        return (sent - before) / time.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Applies about so many messages as fast as it goes: all of a batch are for one account, so that each is a
    /// single commit.</summary>
    public Task FillAsync(int messages, int accounts, int batches, CancellationToken cancellationToken) =>
        ApplyAsync(messages, number => Scattered(number / BatchSize, accounts), batches, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        if (!keepsFolder)
            WorkFolder.Delete(folder);
    }

    /// <summary>One after the other, so that those that are loaded in a row do not lie side by side.</summary>
    private Task OpenAccountsAsync(int accounts, CancellationToken cancellationToken) =>
        ApplyAsync(accounts, number => number % accounts, batches: 4, cancellationToken);

    private Task ApplyAsync(int messages, Func<long, long> accountOf, int batches, CancellationToken cancellationToken)
    {
        var last = sent + messages;
        return RunAsync(() => Interlocked.Read(ref sent) < last, accountOf, batches, cancellationToken);
    }

    private Task RunAsync(Func<bool> goOn, Func<long, long> accountOf, int batches, CancellationToken cancellationToken)
    {
        return Task.WhenAll(Enumerable.Range(0, batches).Select(_ => Task.Run(PumpAsync, cancellationToken)));

        async Task PumpAsync()
        {
            var bodies = new string[BatchSize];
            while (goOn())
            {
                var first = Interlocked.Add(ref sent, BatchSize) - BatchSize;
                for (var i = 0; i < BatchSize; i++)
                    bodies[i] = BodyOf(first + i, accountOf(first + i));
                await handler.HandleAsync(bodies, cancellationToken);
            }
        }
    }

    /// <summary>Each number once around; the factor is prime, so neighbours are far apart and all accounts are met.</summary>
    private static long Scattered(long number, int accounts) => number * 7919 % accounts;

    /// <summary>Texts are put into a message that is serialized once: the load must not cost what it measures.</summary>
    private string BodyOf(long number, long account)
    {
        var request = $"request-{number}";
        var member = $"member-{account}";
        var id = EntryId.For(Partner, TextId.From<RequestId>(request));
        return template
            .Replace(IdMark.ToString(), id.ToString(), StringComparison.Ordinal)
            .Replace(RequestMark, request, StringComparison.Ordinal)
            .Replace(MemberMark, member, StringComparison.Ordinal);
    }

    private static PointsMessage TemplateAt(DateTimeOffset now) =>
        new()
        {
            TransactionId = IdMark,
            OrgId = Org,
            MemberId = TextId.From<MemberId>(MemberMark),
            ProgramId = Program,
            RuleId = EarnRule,
            ClientId = Partner,
            RequestId = TextId.From<RequestId>(RequestMark),
            Amount = new Points(10),
            ContentHash = "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
            AcceptedAt = now,
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00",
        };

    private async Task FillCatalogAsync(int accounts, Cap? cap, CancellationToken cancellationToken)
    {
        var catalog = services.GetRequiredService<CachedCatalog>();
        await catalog.CreateAsync(
            new PointProgram
            {
                OrgId = Org,
                ProgramId = Program,
                Name = "Bench",
                Expiration = new Expiration { Months = 12 },
            },
            cancellationToken
        );
        await catalog.CreateAsync(
            new Rule
            {
                OrgId = Org,
                RuleId = EarnRule,
                ProgramId = Program,
                Name = "Bench",
                Type = RuleType.Earn,
                Cap = cap,
                ClientIds = [Partner],
                Status = RuleStatus.Active,
            },
            cancellationToken
        );
        await Members.CreateAsync(catalog, Org, "member-", accounts, withMobile: false, cancellationToken);
    }
}
