using System.Text;
using Loyalty.Identity;

namespace Loyalty.Local.Tests.ApiReference;

/// <summary>Shows what partners that assign points are answered, and every refusal of it.</summary>
internal sealed class AssignmentVisitor(HttpClient http, HostFixture fixture)
{
    private const string Nobody = "/loyalty/user/nobody/points";

    public async Task VisitAsync()
    {
        var client = await fixture.Setup.ClientAsync(client =>
            client with
            {
                Scopes = [Scopes.PointsAdjust],
                Partner = "Games",
            }
        );
        var games = new Partner(http, fixture.Time, client.ClientId.Value, Setup.Secret, fixture.Partner.Key);
        var path = $"/loyalty/user/{(await fixture.Setup.MemberAsync()).MemberId}/points";
        const string Body = """{"partner":"Games","points":7,"reference":"A prize"}""";
        await games.PostAsync(path, Body, "visit");
        await games.PostAsync(path, Body, "visit");
        await games.PostAsync(path, Body.Replace('7', '8'), "visit");
        await games.PostAsync(path, Body.Replace("7", "-8", StringComparison.Ordinal));
        await games.PostAsync(path, Body.Replace("Games", "Others", StringComparison.Ordinal));
        await games.PostAsync(Nobody, Body);
        await games.PostAsync(Nobody, new string('x', 70_000));
        await games.SendAsync(games.Request(Body, token: null, path: Nobody));
        var text = games.Request(Body, await games.TokenAsync(), path: Nobody);
        text.Content = new StringContent("text", Encoding.UTF8, "text/plain");
        await games.SendAsync(text);
    }
}
