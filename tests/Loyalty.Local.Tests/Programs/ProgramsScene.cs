using Loyalty.Catalog;
using Loyalty.Identity;

namespace Loyalty.Local.Tests.Programs;

/// <summary>A client of the aggregator, with a program and a member of its own.</summary>
internal sealed class ProgramsScene(HostFixture fixture, Client client, PointProgram program, Member member)
{
    public Partner Shop { get; } = fixture.Setup.PartnerOf(client);

    public Client Client => client;

    public PointProgram Program => program;

    public string Member => member.MemberId.Value;

    public static async Task<ProgramsScene> CreateAsync(
        HostFixture fixture,
        Func<PointProgram, PointProgram>? change = null
    ) =>
        new(
            fixture,
            await fixture.Setup.ClientAsync(client => client with { Scopes = [Scopes.Programs] }),
            await fixture.Setup.ProgramAsync(change),
            await fixture.Setup.MemberAsync()
        );

    public Task<Answer> IssueAsync(string reference, long value = 10, string? user = null, string more = "") =>
        Shop.PostAsync(
            "/v1/transactions",
            $$"""{"programId":"{{program.ProgramId}}","value":{{value}},"userId":"{{user ?? Member}}","referenceNumber":"{{reference}}"{{more}}}"""
        );

    public async Task<string?> BalanceAsync(string? user = null) =>
        (await fixture.BalanceAsync(user ?? Member, program.ProgramId.Value)).Field("balance");

    /// <summary>What was issued in the last minutes and the next.</summary>
    public Task<Answer> ListAsync(string more = "")
    {
        var now = fixture.Time.GetUtcNow();
        var (from, to) = (now.AddHours(-1).ToUnixTimeSeconds(), now.AddHours(1).ToUnixTimeSeconds());
        return Shop.GetAsync($"/v1/transactions?startDate={from}&endDate={to}{more}");
    }
}
