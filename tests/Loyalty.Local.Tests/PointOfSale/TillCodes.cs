using Loyalty.Catalog;

namespace Loyalty.Local.Tests.PointOfSale;

/// <summary>Every code that a till can be told: what brings it about, and the message of seed 004, in both forms.</summary>
public abstract class TillCodes(ClockedHostFixture fixture, bool isXml)
{
    private protected ClockedHostFixture Fixture => fixture;

    private protected bool IsXml => isXml;

    private protected async Task<(Till Till, Member Member)> SceneAsync(long points) =>
        (await Till.OpenAsync(Fixture, IsXml), await Fixture.Setup.MemberAsync(points));

    private protected async Task RefusedAsync(
        TillAnswer answer,
        string code,
        string message,
        Member member,
        string balance
    )
    {
        Is(answer, code, message);
        Assert.Equal(balance, (await Fixture.BalanceAsync(member.MemberId.Value)).Field("balance"));
    }

    private protected static void Is(TillAnswer answer, string code, string message)
    {
        Assert.Equal((code, message), (answer.Code, answer.Message));
        Assert.Equal(code is "800" or "200" ? "true" : "false", answer["item_status.success"]);
    }
}
