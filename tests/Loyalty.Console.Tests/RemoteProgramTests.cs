using System.Text.Json.Nodes;

namespace Loyalty.Console.Tests;

/// <summary>A program whose books another system keeps, at the console.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class RemoteProgramTests(ConsoleFixture fixture)
{
    [RequiresBrowserFact]
    public async Task It_is_set_up_and_its_connection_is_tested()
    {
        await using var console = await fixture.SignInAsync();
        await console.GoAsync("#/programs/new");
        var name = Names.Next("Elsewhere");
        await console.FillAsync("Name", name);
        Assert.False(await console.Field("Rule ID").IsVisibleAsync());
        await console.Field("Books").SelectOptionAsync("elsewhere");
        await console.FillAsync("Address", "ftp://elsewhere.example");
        await console.FillAsync("Client ID", "us");
        await console.FillAsync("Client secret", "wrong");
        await console.FillAsync("Key ID", "our-key");
        await console.FillAsync("Rule ID", "award");
        await console.PressAsync("Create program");
        await console.ReadsAsync("Must be an http or https URL.");
        await console.FillAsync("Address", fixture.Host.Host.BaseUrl.ToString());
        await console.PressAsync("Create program");
        await console.ReadsAsync($"“{name}” is created");

        await console.PressAsync("Test connection");

        await console.ReadsAsync("The other system refused the client id or the client secret.");
        await console.FillAsync("Name", name + " again");
        await console.PressAsync("Save");
        await console.ReadsAsync($"“{name} again” is saved");
    }

    [RequiresBrowserFact]
    public async Task What_it_has_not_confirmed_is_on_the_overview()
    {
        var host = fixture.Host;
        var made = await fixture.Owner.CreateAsync(
            "/manage/programs",
            new JsonObject
            {
                ["name"] = Names.Next("Silent"),
                ["remote"] = new JsonObject
                {
                    ["baseUrl"] = "http://127.0.0.1:1",
                    ["clientId"] = "us",
                    ["secret"] = "secret",
                    ["keyId"] = "our-key",
                    ["ruleId"] = "award",
                },
            }
        );
        var client = await host.Setup.ClientAsync(client => client with { Scopes = ["programs"] });
        var reference = Names.Next("issue");
        var issued = await host
            .Setup.PartnerOf(client)
            .PostAsync(
                "/v1/transactions",
                $$"""{"programId":"{{made["programId"]}}","value":7,"userId":"ann","referenceNumber":"{{reference}}"}"""
            );
        Assert.Equal(202, issued.Status);
        await using var console = await fixture.SignInAsync();

        await console.GoAsync("#/");

        await console.ReadsAsync("Issues not confirmed yet");
        await console.ReadsAsync(reference);
    }
}
