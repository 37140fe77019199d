using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Identity;
using Loyalty.PointOfSale;
using Loyalty.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests.PointOfSale;

/// <summary>Counting what tills do, beside its way.</summary>
public sealed class TillCountsTests : IDisposable
{
    private readonly ManualTimeProvider clock = new();
    private readonly HookedCatalog catalog = new(new InMemoryCatalog());
    private readonly TillCounts counts;

    public TillCountsTests()
    {
        counts = new TillCounts(
            catalog,
            Options.Create(new PointOfSaleOptions { MostUncounted = 3 }),
            clock,
            NullLogger<TillCounts>.Instance
        );
    }

    public void Dispose() => counts.Dispose();

    [Fact]
    public async Task What_a_store_that_is_away_cannot_take_is_counted_once_it_is_back()
    {
        catalog.BeforeWrite = _ => throw new UnavailableException("Away.");
        SendCodes("shop", 2);
        SendCodes("cafe", 1);
        await Assert.ThrowsAsync<UnavailableException>(() => counts.FlushAsync(default));
        SendCodes("shop", 1);
        await Assert.ThrowsAsync<UnavailableException>(() => counts.FlushAsync(default));

        catalog.BeforeWrite = null;

        Assert.Equal((3, 1), (await CodesOfAsync("shop"), await CodesOfAsync("cafe")));
        Assert.Equal((3, 1), (await CodesOfAsync("shop"), await CodesOfAsync("cafe")));
    }

    [Fact]
    public async Task What_finds_the_line_full_is_not_counted()
    {
        SendCodes("shop", 5);

        Assert.Equal(3, await CodesOfAsync("shop"));
    }

    [Fact]
    public async Task Counting_goes_on_by_itself_also_after_a_fault()
    {
        await counts.StartAsync(default);
        catalog.BeforeWrite = number => number == 1 ? throw new IOException("A fault.") : Task.CompletedTask;
        SendCodes("shop", 1);
        while (await StoredAsync("shop") is null)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            // The next is what wakes it up: what could not be stored waits for it.
            SendCodes("shop", 1);
            await Task.Yield();
        }

        await counts.StopAsync(default);

        Assert.True((await StoredAsync("shop"))?.Days.Sum(day => day.CodesSent) > 1);
    }

    private void SendCodes(string client, int times)
    {
        for (var i = 0; i < times; i++)
            counts.Add(
                Caller.Of(
                    new Client
                    {
                        ClientId = TextId.From<ClientId>(client),
                        OrgId = Given.Org,
                        Name = client,
                        Scopes = [Scopes.PointOfSale],
                    }
                ),
                new TillOutcome { Program = Given.Program() },
                isCodeWanted: true
            );
    }

    private async Task<TillDays?> StoredAsync(string client) =>
        (await catalog.FindAsync<TillDays>(TillDays.KeyOf(Given.Org, TextId.From<ClientId>(client)), default))?.Value;

    private async Task<long> CodesOfAsync(string client) =>
        (await counts.ReadAsync(Given.Org, TextId.From<ClientId>(client), default)).Days.Sum(day => day.CodesSent);
}
