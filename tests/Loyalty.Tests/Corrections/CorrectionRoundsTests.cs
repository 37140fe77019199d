using Loyalty.Catalog;
using Loyalty.Corrections;
using Loyalty.Idempotency;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Reading;
using Loyalty.Tests.Budgets;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Corrections;

/// <summary>A process dies between the commit of a correction and its audit record.</summary>
public class CorrectionRoundsTests
{
    private readonly BudgetScene scene = new(1);
    private readonly InMemoryCatalog documents = new();
    private readonly CachedCatalog catalog;

    public CorrectionRoundsTests()
    {
        catalog = new CachedCatalog(documents, Options.Create(new CatalogOptions()), scene.Time);
        documents.Put(Given.Program());
        documents.Put(new Member { OrgId = Given.Org, MemberId = Given.MemberId });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    public async Task Its_record_follows_from_the_journal_of_any_organisation_once(int mostEntries)
    {
        Assert.True((await AdjustAsync(10)).Succeeded);
        scene.Ledger.AfterNextCommit = new IOException("The process died.");
        await Assert.ThrowsAsync<IOException>(() => AdjustAsync(20));
        scene.Ledger.AfterNextCommit = new IOException("The process died.");
        await Assert.ThrowsAsync<IOException>(() => ReverseAsync(scene.Ledger.All[1], 5));
        Assert.Single(await AuditAsync());

        var rounds = Rounds(new CorrectionOptions { MaxEntries = mostEntries });
        for (var run = 0; run < 5; run++)
            await rounds.RunAsync(default);

        Assert.Equal(
            scene.Ledger.All.Select(entry => (entry.Id.ToString(), entry.At)).Order(),
            (await AuditAsync()).Select(record => (record.AuditId, record.At)).Order()
        );
    }

    [Fact]
    public async Task Where_nobody_corrects_the_books_nobody_follows_them()
    {
        await BudgetScene.ApplyAsync(scene.Start(), Given.Command(Given.Rule(RuleType.Earn), 10, "a"));

        await Rounds(new CorrectionOptions()).RunAsync(default);

        Assert.Empty((await documents.ListAsync<CorrectionMark>(CorrectionMark.Scope, null, 10, default)).Items);
    }

    [Fact]
    public async Task A_run_that_has_no_room_for_all_organisations_is_followed_by_one_that_goes_on()
    {
        foreach (var org in new[] { "a", "b", "c" })
            await Rounds(new CorrectionOptions()).FollowAsync(TextId.From<OrgId>(org), default);
        await AdjustAsync(10, isRecorded: false);
        var rounds = Rounds(new CorrectionOptions { MaxOrganisations = 1 });

        for (var run = 0; run < 2; run++)
            await rounds.RunAsync(default);

        Assert.Single(await AuditAsync());
    }

    private CorrectionRounds Rounds(CorrectionOptions options) =>
        new(documents, catalog, scene.Ledger, new CorrectionAudit(documents), Options.Create(options));

    private CorrectionHandler Handler()
    {
        var accounts = scene.Start();
        return new CorrectionHandler(
            new ReversalHandler(
                catalog,
                scene.Ledger,
                new Reversals(scene.Ledger),
                accounts,
                new OpenDecisions(scene.Time),
                scene.Time
            ),
            new AdjustmentHandler(catalog, scene.Ledger, accounts, scene.Time),
            new Creations(documents),
            Rounds(new CorrectionOptions()),
            new CorrectionAudit(documents)
        );
    }

    private async Task<Outcome<TransactionDocument>> AdjustAsync(long points, bool isRecorded = true)
    {
        if (!isRecorded)
            scene.Ledger.AfterNextCommit = new IOException("The process died.");
        try
        {
            return await Handler()
                .AdjustAsync(
                    new AdjustmentRequest
                    {
                        OrgId = Given.Org,
                        MemberId = Given.MemberId,
                        ProgramId = Given.ProgramId,
                        Points = new Points(points),
                        Reason = "A test",
                        ClientId = Given.ClientId,
                    },
                    new CreationRequest(Given.ClientId, null, "content"),
                    default
                );
        }
        catch (IOException) when (!isRecorded)
        {
            return Refusal.UnexpectedError;
        }
    }

    private Task<Outcome<TransactionDocument>> ReverseAsync(Loyalty.Ledger.Rules.LedgerEntry entry, long points) =>
        Handler()
            .ReverseAsync(
                new ReversalRequest
                {
                    OrgId = Given.Org,
                    EntryId = entry.Id,
                    Points = new Points(points),
                    Reason = "A test",
                    ClientId = Given.ClientId,
                },
                new CreationRequest(Given.ClientId, null, "content"),
                default
            );

    private async Task<IReadOnlyList<AuditRecord>> AuditAsync() =>
        (await documents.AuditAsync(Given.Org, null, 100, default)).Items;
}
