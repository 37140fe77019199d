using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Loyalty.Local.Tests.ApiReference;

/// <summary>The API document against the running service, by a validator that is not ours.</summary>
public sealed class ConformanceTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private static readonly JsonSerializerOptions Form = new(JsonSerializerDefaults.Web);

    /// <summary>What no request can bring about here. Setup is over before this host answers, and a file is too many while
    /// others are under way; tests of their own show both.</summary>
    private static readonly string[] Unseen =
    [
        "unseen: POST /realms/partner/protocol/openid-connect/token 413",
        "unseen: POST /realms/partner/protocol/openid-connect/token 503",
        "unseen: GET /realms/partner/.well-known/openid-configuration 500",
        "unseen: GET /.well-known/oauth-authorization-server/realms/partner 500",
        "unseen: GET /realms/partner/protocol/openid-connect/certs 500",
        "unseen: POST /points 503",
        "unseen: POST /points/holds 503",
        "unseen: POST /points/holds/{holdId}/capture 503",
        "unseen: POST /points/holds/{holdId}/release 503",
        "unseen: POST /v1/authenticate 503",
        "unseen: POST /v1/transactions 503",
        "unseen: POST /v1/callbacks/{issueId} 503",
        "unseen: POST /v1/connections 503",
        "unseen: POST /loyalty/user/{loyaltyUserId}/points 503",
        "unseen: POST /manage/setup 201",
        "unseen: POST /manage/setup 400",
        "unseen: POST /manage/setup 401",
        "unseen: POST /manage/setup 404",
        "unseen: POST /manage/setup 409",
        "unseen: POST /manage/setup 413",
        "unseen: POST /manage/setup 429",
        "unseen: GET /manage/transactions 429",
        "unseen: GET /manage/outbox 404",
        "unseen: GET /health/ready 503",
    ];

    [RequiresApiToolsFact]
    public async Task What_the_service_answers_is_what_the_document_says_and_nothing_it_says_is_left_unseen()
    {
        using var recorder = new Recorder();
        using var http = new HttpClient(recorder) { BaseAddress = fixture.Host.BaseUrl };
        var json = await http.GetStringAsync("/openapi.json");
        var visitor = new Visitor(http, fixture, new ApiDocument(JsonNode.Parse(json)!));
        await visitor.ShowEverythingAsync();
        await visitor.AskForRefusalsAsync();
        await visitor.RemoveAsync();
        await new PointsVisitor(http, fixture).VisitAsync();
        await new HoldVisitor(http, fixture).VisitAsync();
        await new AssignmentVisitor(http, fixture).VisitAsync();
        await new TillVisitor(http, fixture).VisitAsync();
        await new ProgramsVisitor(http, fixture).VisitAsync();
        await new ConsoleVisitor(http, fixture).VisitAsync();

        var wrong = (await CheckAsync(json, recorder.Exchanges)).Except(Unseen).ToList();

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    private async Task<string[]> CheckAsync(string document, IReadOnlyCollection<Exchange> exchanges)
    {
        var api = Path.Combine(fixture.Folder.Path, "openapi.json");
        var seen = Path.Combine(fixture.Folder.Path, "exchanges.json");
        await File.WriteAllTextAsync(api, document);
        await File.WriteAllTextAsync(seen, JsonSerializer.Serialize(exchanges, Form));
        using var node =
            Process.Start(
                new ProcessStartInfo("node", ["check.mjs", api, seen])
                {
                    WorkingDirectory = RequiresApiToolsFactAttribute.Folder,
                    RedirectStandardOutput = true,
                    UseShellExecute = false,
                }
            ) ?? throw new InvalidOperationException("node did not start.");
        var output = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        Assert.True(node.ExitCode == 0 || output.Length > 0, "check.mjs broke off.");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
