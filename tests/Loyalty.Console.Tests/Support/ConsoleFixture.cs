using System.Text.Json;
using Loyalty.Messaging;
using Loyalty.Notifications;
using Loyalty.PointsRequests;

namespace Loyalty.Console.Tests.Support;

/// <summary>A running local host and a browser beside it.</summary>
public sealed class ConsoleFixture : IAsyncLifetime
{
    private readonly ClockedHostFixture host = new();
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>The host, on a clock that tests move.</summary>
    internal ClockedHostFixture Host => host;

    /// <summary>Whoever may do everything, by the API and without a browser.</summary>
    internal Owner Owner { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        await host.InitializeAsync();
        Owner = new Owner(host);
        if (RequiresBrowser.Missing is not null)
            return;
        playwright = await Playwright.CreateAsync();
        browser = await playwright.Chromium.LaunchAsync(
            new BrowserTypeLaunchOptions
            {
                ExecutablePath = Chromium.Executable,
                // The pages are our own, and a container's root cannot have the sandbox.
                Args = ["--no-sandbox"],
            }
        );
    }

    public async Task DisposeAsync()
    {
        if (browser is not null)
            await browser.DisposeAsync();
        playwright?.Dispose();
        await host.DisposeAsync();
    }

    /// <summary>Opens the console in a browser of its own, with nobody signed in.</summary>
    internal async Task<ConsolePage> OpenAsync(int width = 1440, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await browser!.NewContextAsync(
            new BrowserNewContextOptions
            {
                BaseURL = host.Host.BaseUrl.ToString(),
                ViewportSize = new ViewportSize { Width = width, Height = 900 },
                ColorScheme = scheme,
                ReducedMotion = ReducedMotion.Reduce,
                Locale = "en-GB",
                TimezoneId = "Europe/Berlin",
                Permissions = ["clipboard-read", "clipboard-write"],
            }
        );
        context.SetDefaultTimeout(30_000);
        var page = new ConsolePage(await context.NewPageAsync());
        await page.Page.GotoAsync("/");
        return page;
    }

    /// <summary>Opens the console with the demo organisation's owner signed in.</summary>
    internal async Task<ConsolePage> SignInAsync(int width = 1440, ColorScheme scheme = ColorScheme.Light)
    {
        var page = await OpenAsync(width, scheme);
        await page.SignInAsync(host.Demo.Owner.ClientId.Value, host.Demo.Owner.ClientSecret);
        return page;
    }

    /// <summary>Has a request accepted and put aside, as its rule does not exist; the rule's id.</summary>
    internal async Task<string> ParkAsync(string member)
    {
        var client = host.Demo.Partner.ClientId;
        var requestId = TextId.From<RequestId>(Names.Next("request"));
        var message = new PointsMessage
        {
            TransactionId = EntryId.For(client, requestId),
            OrgId = Setup.Org,
            MemberId = TextId.From<MemberId>(member),
            ProgramId = Setup.Program,
            RuleId = TextId.From<RuleId>(Names.Next("rule")),
            ClientId = client,
            RequestId = requestId,
            Amount = new Loyalty.Points(25),
            CallbackUrl = null,
            ContentHash = "content",
            AcceptedAt = host.Time.GetUtcNow(),
        };
        await host.Service<IRequestRegistry>().ClaimAsync(message, default);
        var body = JsonSerializer.Serialize(message, PointsJson.Default.PointsMessage);
        await host.Service<IMessageQueue>()
            .SendAsync(QueueNames.Points, [new OutgoingMessage(Names.Next("message"), body)], default);
        await Eventually.TrueAsync(
            "it is parked",
            async () =>
                (await Owner.ReadAsync("/manage/parked?limit=200"))["items"]!
                    .ToJsonString()
                    .Contains($"\"{requestId}\"", StringComparison.Ordinal)
        );
        return message.RuleId.Value;
    }

    /// <summary>A text to a member with a code in it.</summary>
    internal Notification CodeFor(string member, string text = "Your code is 482913.") =>
        new()
        {
            NotificationId = $"{Guid.NewGuid()}",
            Type = "code",
            OrgId = Setup.Org,
            MemberId = TextId.From<MemberId>(member),
            Channel = "sms",
            To = "+4915112345678",
            Text = text,
            At = host.Time.GetUtcNow(),
        };
}
