using Loyalty.Catalog;
using Loyalty.Local.Tests.Management;

namespace Loyalty.Local.Tests.Points;

/// <summary>Whoever asks what can be spent is told the same: the balance, the list of what expires, the member's page and the
/// overview, before and after the sweep, wherever the program's day ends.</summary>
public sealed class ExpiryAgreementTests(ClockedHostFixture fixture) : IClassFixture<ClockedHostFixture>
{
    private static readonly string[] Zones =
    [
        "UTC",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        "Asia/Kathmandu",
        "America/St_Johns",
    ];

    private readonly Editor owner = Editor.Of(fixture);

    [Fact]
    public async Task Every_surface_tells_the_same_at_every_instant()
    {
        var member = await fixture.Setup.MemberAsync();
        var programs = new List<PointProgram>();
        foreach (var zone in Zones)
        {
            var program = await fixture.Setup.ProgramAsync(one =>
                one with
                {
                    TimeZone = zone,
                    Expiration = new Expiration { Days = 1 },
                }
            );
            programs.Add(program);
            await fixture.Setup.GrantAsync(member, 100, program);
            await fixture.Setup.GrantAsync(member, 7, program with { Expiration = null });
        }

        var seen = new HashSet<string>();
        for (var step = 0; step < 100; step++)
        {
            foreach (var program in programs)
                seen.Add(await AgreedAsync(program, member));
            fixture.Clock.Advance(TimeSpan.FromMinutes(45));
        }

        Assert.Equal(["100+7", "7"], seen.Order());
    }

    /// <summary>What all of them say.</summary>
    private async Task<string> AgreedAsync(PointProgram program, Member member)
    {
        var balance = await fixture.BalanceAsync(member.MemberId.Value, program.ProgramId.Value);
        var expiring = balance
            .Json.GetProperty("expiring")
            .EnumerateArray()
            .Sum(one => one.GetProperty("points").GetInt64());
        var spendable = balance.Json.GetProperty("balance").GetInt64();
        var page = (await owner.GetAsync($"/manage/members/{member.MemberId}"))
            .Json.GetProperty("accounts")
            .EnumerateArray()
            .Single(one => one.GetProperty("programId").GetString() == program.ProgramId.Value);
        var overview = await owner.GetAsync($"/manage/overview?programId={program.ProgramId}&days=7");

        var at = $"{fixture.Clock.GetUtcNow():O} in {program.TimeZone}";
        Assert.Equal((at, spendable), (at, page.GetProperty("balance").GetInt64()));
        Assert.Equal(
            (at, spendable),
            (at, page.GetProperty("buckets").EnumerateArray().Sum(one => one.GetProperty("points").GetInt64()))
        );
        Assert.Equal((at, spendable), (at, overview.Json.GetProperty("outstanding").GetProperty("points").GetInt64()));
        Assert.Equal(
            (at, expiring),
            (at, overview.Json.GetProperty("expiring").GetProperty("within30Days").GetInt64())
        );
        return expiring == 0 ? $"{spendable}" : $"{expiring}+{spendable - expiring}";
    }
}
