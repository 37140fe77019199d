using System.Net.Http.Json;
using System.Text;

namespace Loyalty.Local.Tests.ApiReference;

/// <summary>Shows what signing in at the console answers, and every refusal of it.</summary>
internal sealed class ConsoleVisitor(HttpClient http, HostFixture fixture)
{
    private const string Session = "/console/session";

    /// <summary>The client keeps cookies, as a browser does.</summary>
    public async Task VisitAsync()
    {
        var owner = fixture.Demo.Owner;
        await StartAsync(new { clientId = owner.ClientId.Value, clientSecret = owner.ClientSecret });
        await http.PostAsync($"{Session}/token", null);
        foreach (var (method, path) in new[] { ("POST", Session), ("POST", $"{Session}/token"), ("DELETE", Session) })
        {
            using var foreign = new HttpRequestMessage(new HttpMethod(method), path);
            foreign.Headers.Add("Sec-Fetch-Site", "cross-site");
            await http.SendAsync(foreign);
        }

        await http.DeleteAsync(Session);
        await http.PostAsync($"{Session}/token", null);
        await StartAsync(new { clientId = 5 });
        await StartAsync(new { clientId = owner.ClientId.Value, clientSecret = "wrong" });
        await http.PostAsync(Session, new StringContent(new string('x', 70_000)));
        await http.PostAsync(Session, new StringContent("text", Encoding.UTF8, "text/plain"));
    }

    private Task StartAsync<T>(T body) => http.PostAsync(Session, JsonContent.Create(body));
}
