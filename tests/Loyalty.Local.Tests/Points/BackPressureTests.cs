namespace Loyalty.Local.Tests.Points;

/// <summary>More requests than are applied: the rest is put off at the door, and nothing is lost.</summary>
public abstract class BackPressureTests(HostFixture fixture)
{
    private const int MostWaiting = 5;

    private static readonly (string, string?)[] Settings =
    [
        ("Admission:MostWaiting", $"{MostWaiting}"),
        ("Admission:BacklogEvery", "00:00:01"),
    ];

    public sealed class Overloaded() : HostFixture(clocked: true, Settings);

    public sealed class OnSqlite(Overloaded fixture) : BackPressureTests(fixture), IClassFixture<Overloaded>;

    [Fact]
    public async Task While_too_many_wait_the_next_is_refused_without_a_claim_and_can_come_again()
    {
        var user = (await fixture.Setup.MemberAsync()).MemberId.Value;
        PointsBody Next() => new(user, fixture.Demo.EarnRuleId.Value, 1, Names.Next("request"));
        fixture.Gate.Close();
        var accepted = 0;
        PointsBody refused = null!;
        await Eventually.TrueAsync(
            "a request is refused",
            async () =>
            {
                fixture.Clock.Advance(TimeSpan.FromSeconds(1));
                var answer = await fixture.Partner.SendAsync(refused = Next());
                if (answer.Status != 503)
                {
                    Assert.Equal(202, answer.Status);
                    accepted++;
                    return false;
                }

                Assert.Equal("1", answer.Headers.GetValues("Retry-After").Single());
                return true;
            }
        );
        Assert.True(accepted >= MostWaiting, $"{accepted} were accepted.");
        Assert.Equal(404, (await fixture.Partner.GetAsync($"/points/requests/{refused.RequestId}")).Status);

        fixture.Gate.Open();
        await fixture.QuietAsync();
        await Eventually.TrueAsync(
            "it is taken in",
            async () =>
            {
                fixture.Clock.Advance(TimeSpan.FromSeconds(1));
                return (await fixture.Partner.SendAsync(refused)).Status == 202;
            }
        );

        await fixture.QuietAsync();
        Assert.Equal($"{accepted + 1}", (await fixture.BalanceAsync(user)).Field("balance"));
        await fixture.AssertProvenAsync();
    }
}
