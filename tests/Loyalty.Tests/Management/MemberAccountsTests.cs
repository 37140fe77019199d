using System.Globalization;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Ledger;
using Loyalty.Ledger.Proof;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Rules;
using Loyalty.Management.Members;
using Loyalty.Management.Transactions;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.Management;

/// <summary>What a member has and is part of, in an organisation that has much.</summary>
public sealed class MemberAccountsTests
{
    /// <summary>More than a page of the catalog has.</summary>
    private const int Many = 450;
    private static readonly MemberId Ann = TextId.From<MemberId>("ann");
    private readonly InMemoryCatalog catalog = new();
    private readonly InMemoryLedgerStore ledger = new();
    private readonly MemberAccounts accounts;

    public MemberAccountsTests()
    {
        var chain = new ChainWalk(ledger, Options.Create(new LedgerOptions()));
        var transactions = new TransactionRegister(ledger, new Reversals(ledger), chain);
        accounts = new MemberAccounts(catalog, ledger, transactions, new ManualTimeProvider(Given.Noon));
    }

    [Fact]
    public async Task Accounts_of_all_programs_are_told_however_many_there_are()
    {
        foreach (var name in Names())
            await catalog.CreateAsync(Given.Program() with { ProgramId = TextId.From<ProgramId>(name) }, null, default);
        foreach (var name in new[] { Names().First(), Names().Last() })
        {
            var key = new AccountKey(Given.Org, Ann, TextId.From<ProgramId>(name));
            var batch = Sample.Batch(Sample.Account(key), null, Sample.Entry(key, name));
            Assert.Equal(CommitOutcome.Committed, await ledger.CommitAsync(batch, default));
        }

        var found = await accounts.ReadAsync(Given.Org, Ann, default);

        Assert.Equal([Names().First(), Names().Last()], found.Select(account => account.ProgramId.Value));
    }

    [Fact]
    public async Task All_groups_are_told_however_many_there_are()
    {
        foreach (var name in Names())
        {
            await catalog.CreateAsync(
                new GroupListing
                {
                    OrgId = Given.Org,
                    MemberId = Ann,
                    GroupId = name,
                },
                null,
                default
            );
            await catalog.CreateAsync(
                new MemberGroup
                {
                    OrgId = Given.Org,
                    GroupId = name,
                    PrimaryUserId = Ann,
                    Members = [Ann],
                },
                null,
                default
            );
        }

        Assert.Equal(Names(), await accounts.GroupsAsync(Given.Org, Ann, default));
    }

    private static IEnumerable<string> Names() =>
        Enumerable.Range(0, Many).Select(n => "n" + n.ToString("d3", CultureInfo.InvariantCulture));
}
