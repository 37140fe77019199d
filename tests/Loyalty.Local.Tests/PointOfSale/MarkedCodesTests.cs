using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Loyalty.Catalog;
using Microsoft.Extensions.Configuration;

namespace Loyalty.Local.Tests.PointOfSale;

/// <summary>One-time codes are read in the text to the member, and in what the till itself sends and gets; nowhere
/// else.</summary>
public abstract class MarkedCodesTests(HostFixture fixture)
{
    /// <summary>Long enough to be met nowhere by chance.</summary>
    private const int Length = 12;
    private const string Wrong = "WRNGCDEWRNG2";
    private const string Mobile = "+4915199887766";

    // What anybody may look at; the outbox alone shows texts.
    private static readonly string[] Lists =
    [
        "/manage/requests",
        "/manage/audit",
        "/manage/deliveries",
        "/manage/parked",
        "/manage/transactions",
        "/manage/members",
        "/manage/programs",
        "/manage/clients",
    ];

    private readonly List<string> codes = [Wrong];
    private readonly ConcurrentQueue<string> spans = new();

    public sealed class OnSqlite(HostFixture fixture) : MarkedCodesTests(fixture), IClassFixture<HostFixture>;

    public sealed class OnCosmos(CosmosHostFixture fixture)
        : MarkedCodesTests(fixture),
            IClassFixture<CosmosHostFixture>;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_code_is_read_in_the_text_alone(bool hasGateway)
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span => spans.Enqueue(TextOf(span)),
        };
        ActivitySource.AddActivityListener(listener);
        var gateway = fixture.Receiver.Open();
        await PutGatewayAsync(hasGateway ? gateway.Url : null);
        var program = await fixture.Setup.ProgramAsync(program =>
            program with
            {
                Redemption = new RedemptionPolicy { Validation = RedemptionValidation.Otp, CodeLength = Length },
            }
        );
        var till = await Till.OpenAsync(fixture);
        foreach (var one in new[] { till, till.As(xml: true) })
            await DriveAsync(one, program, hasGateway ? gateway : null);
        await fixture.QuietAsync();

        var seen = new List<(string Where, string Text)>
        {
            ("the log", string.Join('\n', fixture.Logs.Lines)),
            ("the spans", string.Join('\n', spans)),
            ("the store", await StoredAsync()),
        };
        var manager = Manager.Of(fixture);
        foreach (var list in Lists)
            seen.Add((list, JsonSerializer.Serialize(await manager.ListAsync(list))));
        foreach (var delivery in await manager.ListAsync("/manage/deliveries"))
        {
            var path = $"/manage/deliveries/{delivery.GetProperty("deliveryId")}";
            seen.Add((path, (await manager.GetAsync(path)).Text));
        }

        // What is looked through is what was written.
        Assert.Contains("TokenEndpoint", seen[0].Text, StringComparison.Ordinal);
        Assert.Contains("v1.1/points/redeem", seen[1].Text, StringComparison.Ordinal);
        Assert.Contains(Mobile[1..], seen[2].Text, StringComparison.Ordinal);
        Assert.Contains("sealedText", seen[2].Text, StringComparison.Ordinal);
        foreach (var (where, text) in seen)
        foreach (var code in codes)
            if (text.IndexOf(code, StringComparison.OrdinalIgnoreCase) is >= 0 and var at)
                Assert.Fail(
                    $"{code} is in {where}: {text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 20)].ReplaceLineEndings(" ")}"
                );
    }

    /// <summary>Everything that a till can do with a code, also what goes wrong.</summary>
    private async Task DriveAsync(Till till, PointProgram program, Inbox? gateway)
    {
        var member = await fixture.Setup.MemberAsync() with { Mobile = Mobile };
        await fixture.Setup.PutAsync(member);
        await fixture.Setup.GrantAsync(member, 100, program);
        var where = $"&program_id={program.ProgramId}";

        Assert.Equal("200", (await till.IssueAsync(member, 10, where)).Code);
        var code = await ReadAsync(member, gateway);
        Assert.Equal("200", (await till.IssueAsync(member, 10, where)).Code);
        Assert.Equal(code, await ReadAsync(member, gateway));
        Assert.Equal("800", (await till.CheckAsync(member, 10, $"{where}&validation_code={code}")).Code);
        Assert.Equal("808", (await till.CheckAsync(member, 10, $"{where}&validation_code={Wrong}")).Code);
        await till.SendAsync(
            till.Request(HttpMethod.Get, $"{Till.CheckPath}?validation_code={code}&issue_otp=perhaps")
        );
        await till.SendAsync(new HttpRequestMessage(HttpMethod.Get, $"{Till.CheckPath}?validation_code={code}"));
        await till.SendAsync(till.Request(HttpMethod.Get, $"/v1.1/points/nowhere?validation_code={code}"));
        Assert.Equal("808", (await RedeemAsync(10, Wrong)).Code);
        Assert.Equal("813", (await RedeemAsync(1000, code)).Code);
        await till.PostAsync(Till.RedeemPath, new JsonObject { ["redeem"] = code });
        var broken = till.Request(HttpMethod.Post, Till.RedeemPath);
        broken.Content = new StringContent($"<root><code>{code}", Encoding.UTF8, "application/xml");
        await till.SendAsync(broken);
        var redeemed = await RedeemAsync(10, code);
        Assert.Equal("800", redeemed.Code);
        Assert.Equal("808", (await RedeemAsync(10, code)).Code);
        Assert.Equal("800", (await till.ReverseAsync(redeemed.RedemptionId)).Code);
        Assert.Equal("800", (await till.CheckAsync(member, 10, $"{where}&issue_otp=true")).Code);
        await ReadAsync(member, gateway);

        Task<TillAnswer> RedeemAsync(int points, string shown) =>
            till.RedeemAsync(
                member,
                points,
                $"?program_id={program.ProgramId}",
                item =>
                {
                    item["validation_code"] = shown;
                    item["external_reference_number"] = Names.Next("bill");
                }
            );
    }

    /// <summary>The code that the member was sent last.</summary>
    private async Task<string> ReadAsync(Member member, Inbox? gateway)
    {
        var text = gateway is null
            ? (await Manager.Of(fixture).GetAsync($"/manage/outbox?userId={member.MemberId}&limit=1"))
                .Json.GetProperty("items")[0]
                .GetProperty("text")
                .GetString()!
            : (await gateway.NextAsync()).Json.GetProperty("text").GetString()!;
        var code = text.Split(' ')[0];
        Assert.Equal(Length, code.Length);
        codes.Add(code);
        return code;
    }

    private async Task PutGatewayAsync(string? url)
    {
        var found = await fixture.Service<ICatalog>().FindAsync<Organisation>(Organisation.KeyOf(Setup.Org), default);
        await fixture.Setup.PutAsync(
            found!.Value with
            {
                Notifications = url is null ? null : new MessagingGateway(url),
            }
        );
    }

    private async Task<string> StoredAsync()
    {
        await fixture.Service<Loyalty.RequestLog.RequestRecorder>().FlushAsync(default);
        var all = new StringBuilder();
        if (fixture.Service<IConfiguration>()["Cosmos:Database"] is { } database)
            all.Append(await CosmosAccount.ContentAsync(database));
        foreach (var file in Directory.EnumerateFiles(fixture.Folder.Path, "*", SearchOption.AllDirectories))
        {
            // Empty, and held by the host alone.
            if (file.EndsWith(".lock", StringComparison.Ordinal))
                continue;
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            all.Append(Encoding.Latin1.GetString(bytes.ToArray()));
        }

        return all.ToString();
    }

    private static string TextOf(Activity span) =>
        string.Join(
            ' ',
            [
                span.DisplayName,
                span.StatusDescription,
                .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
                .. span.Baggage.Select(item => $"{item.Key}={item.Value}"),
                .. span.Events.SelectMany(one => one.Tags.Select(tag => $"{one.Name} {tag.Key}={tag.Value}")),
            ]
        );
}
