using Loyalty.Notices;
using Loyalty.Notifications;
using Loyalty.Programs;

namespace Loyalty.Console.Tests;

/// <summary>The organisation's own page, and what it sends to its members.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class OrganisationTests(ConsoleFixture fixture)
{
    [RequiresBrowserFact]
    public async Task A_gateway_is_set_up_and_the_texts_that_go_there_are_listed_by_member()
    {
        var host = fixture.Host;
        var inbox = host.Receiver.Open();
        await using var console = await fixture.SignInAsync();
        await console.GoAsync("#/organisation");
        await console.FillAsync("Messaging gateway", "ftp://gateway.example");
        await console.PressAsync("Save");
        await console.ReadsAsync("Must be an http or https URL.");
        await console.FillAsync("Messaging gateway", inbox.Url);
        await console.FillAsync("Country", "de");
        await console.PressAsync("Save");
        await console.ReadsAsync("The organisation is saved");

        var member = Names.Next("reader");
        await fixture.Owner.RegisterAsync(member, new() { ["email"] = $"{member}@example.com" });
        await host.Service<Notifier>().SendAsync(TextFor(member), default);
        await inbox.NextAsync();
        await host.QuietAsync();

        await console.GoAsync("#/deliveries");
        await console.ReadsAsync("Messaging gateway");
        await console.Link(member).ClickAsync();
        await console.IsAtAsync(member);
        await console.GoAsync("#/organisation");
        await console.HoldsAsync("Country", "DE");
        await console.FillAsync("Messaging gateway", "");
        await console.FillAsync("Country", "");
        await console.PressAsync("Save");
        await console.ReadsAsync("The organisation is saved");
    }

    [RequiresBrowserFact]
    public async Task A_member_shows_who_it_is_in_other_programs()
    {
        var member = Names.Next("traveller");
        await fixture.Owner.RegisterAsync(member, []);
        await fixture.Host.Setup.PutAsync(
            new Connection
            {
                OrgId = Setup.Org,
                ProgramId = Setup.Program,
                EndUserId = TextId.From<MemberId>(member),
                DestinationUserId = TextId.From<MemberId>("card-4711"),
                CreatedAt = fixture.Host.Time.GetUtcNow(),
            }
        );
        await using var console = await fixture.SignInAsync();

        await console.GoAsync($"#/members/{member}");

        await console.ReadsAsync("card-4711");
    }

    [RequiresBrowserFact]
    public async Task A_program_says_when_members_are_told_that_points_expire()
    {
        var made = await fixture.Owner.CreateAsync("/manage/programs", new() { ["name"] = Names.Next("Stars") });
        await using var console = await fixture.SignInAsync();
        await console.GoAsync($"#/programs/{made["programId"]}");
        await console.FillAsync("Tell members, days before", "30");
        await console.PressAsync("Save");
        await console.ReadsAsync("is saved");

        var saved = await fixture.Owner.ReadAsync($"/manage/programs/{made["programId"]}");

        Assert.Equal(30, (int)saved["expiryNotice"]!["daysAhead"]!);
    }

    private Notification TextFor(string member) =>
        new()
        {
            NotificationId = $"{Guid.NewGuid()}",
            Type = Notification.PointsExpiring,
            OrgId = Setup.Org,
            MemberId = TextId.From<MemberId>(member),
            Text = "5 points in Stars expire soon.",
            At = fixture.Host.Time.GetUtcNow(),
        };
}
