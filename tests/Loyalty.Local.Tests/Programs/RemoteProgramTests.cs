using System.Text.Json.Nodes;
using Loyalty.Local.Tests.Management;

namespace Loyalty.Local.Tests.Programs;

/// <summary>Programs whose books another system keeps, as an organisation sets them up.</summary>
public sealed class RemoteProgramTests(RemoteFixture fixture) : IClassFixture<RemoteFixture>
{
    private const string Programs = "/manage/programs";
    private readonly Editor owner = Editor.Of(fixture.Near);

    [Fact]
    public async Task Every_field_that_is_wrong_is_named()
    {
        var bad = RemoteScene.Body("https://user@elsewhere.example", "a b", "a/b");
        bad["remote"]!["keyId"] = "a\"b";
        bad["remote"]!.AsObject().Remove("secret");
        var spoilt = await owner.PostAsync(Programs, bad);
        var empty = await owner.PostAsync(Programs, bad.With("remote", new JsonObject()));
        var addressed = await owner.PostAsync(Programs, RemoteScene.Body("https://10.0.0.1/?x=1", "us", "rule"));

        Assert.Equal(
            [
                "remote.baseUrl not_allowed",
                "remote.clientId format",
                "remote.keyId format",
                "remote.ruleId format",
                "remote.secret required",
            ],
            spoilt.Errors()
        );
        Assert.Equal(
            [
                "remote.baseUrl required",
                "remote.clientId required",
                "remote.keyId required",
                "remote.ruleId required",
                "remote.secret required",
            ],
            empty.Errors()
        );
        Assert.Equal(["remote.baseUrl not_allowed"], addressed.Errors());
    }

    [Fact]
    public async Task The_secret_is_never_shown_and_kept_only_for_the_place_that_it_was_given_for()
    {
        var scene = await RemoteScene.CreateAsync(fixture.Near, fixture.Far);
        var item = $"{Programs}/{scene.Program}";
        var created = await owner.GetAsync(item);
        var audit = await owner.GetAsync("/manage/audit?limit=10");

        var kept = await owner.PutAsync(item, created.Editable(), created.Header("ETag"));
        var moved = created.Editable();
        moved["remote"]!["baseUrl"] = "http://127.0.0.1:1";
        var sentElsewhere = await owner.PutAsync(item, moved, kept.Header("ETag"));
        var other = created.Editable();
        other["remote"]!["clientId"] = "another";
        var asAnother = await owner.PutAsync(item, other, kept.Header("ETag"));

        Assert.All((Answer[])[created, audit, kept], answer => Assert.DoesNotContain(Setup.Secret, answer.Text));
        Assert.DoesNotContain("secret", created.Field("remote"), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["remote.secret required"], sentElsewhere.Errors());
        Assert.Equal(["remote.secret required"], asAnother.Errors());
        Assert.Equal(200, (await scene.IssueAsync(await scene.MemberAsync(), Names.Next("order"))).Status);
    }

    [Fact]
    public async Task Who_keeps_the_books_never_changes()
    {
        var scene = await RemoteScene.CreateAsync(fixture.Near, fixture.Far);
        var remote = await owner.GetAsync($"{Programs}/{scene.Program}");
        var local = await owner.PostAsync(Programs, new JsonObject { ["name"] = "Ours" });

        var toOurs = await owner.PutAsync(
            $"{Programs}/{scene.Program}",
            remote.Editable().With("remote", null),
            remote.Header("ETag")
        );
        var toTheirs = await owner.PutAsync(
            local.Header("Location")!,
            local
                .Editable()
                .With("remote", RemoteScene.Body("https://elsewhere.example", "us", "rule")["remote"]!.DeepClone()),
            local.Header("ETag")
        );

        Assert.Equal(["remote required"], toOurs.Errors());
        Assert.Equal(["remote not_allowed"], toTheirs.Errors());
    }

    [Fact]
    public async Task Our_ledger_has_nothing_to_do_with_it()
    {
        var scene = await RemoteScene.CreateAsync(fixture.Near, fixture.Far);
        var member = (await fixture.Near.Setup.MemberAsync()).MemberId.Value;

        var asDefault = await owner.StepAsync($"{Programs}/{scene.Program}", "make-default");
        var rule = await owner.PostAsync(
            "/manage/rules",
            Bodies.Rule(fixture.Near.Partner.ClientId).With("programId", scene.Program)
        );
        var adjusted = await owner.PostAsync(
            $"/manage/members/{member}/adjust",
            new JsonObject
            {
                ["programId"] = scene.Program,
                ["points"] = 5,
                ["reason"] = "A test",
            }
        );

        Assert.Equal((409, "illegal_step"), (asDefault.Status, asDefault.Code));
        Assert.Equal(["programId not_allowed"], rule.Errors());
        Assert.True(adjusted.Status is 400 or 404, adjusted.ToString());
        Assert.Equal((404, "unknown_program"), await BalanceOfAsync());

        async Task<(int, string?)> BalanceOfAsync()
        {
            var balance = await fixture.Near.BalanceAsync(member, scene.Program);
            return (balance.Status, balance.Code);
        }
    }

    [Fact]
    public async Task A_pending_issue_goes_nowhere_but_where_it_was_recorded_for()
    {
        await using var wire = await Wire.StartAsync(fixture.Far.Host.BaseUrl);
        var scene = await RemoteScene.CreateAsync(fixture.Near, fixture.Far, wire.BaseUrl);
        var (user, reference) = (await scene.MemberAsync(), Names.Next("order"));
        wire.Once(Wire.Points, WireFault.Lost);
        Assert.Equal(202, (await scene.IssueAsync(user, reference)).Status);

        await MoveAsync(fixture.Far.Host.BaseUrl.ToString());
        var meanwhile = await scene.IssueAsync(user, reference);
        var read = await scene.ReadAsync(reference);
        await MoveAsync(wire.BaseUrl);
        var settled = await scene.IssueAsync(user, reference);

        Assert.Equal((202, "connection_changed"), (meanwhile.Status, read.Field("fault")));
        Assert.Equal((200, "20"), (settled.Status, await scene.BalanceAsync(user)));

        async Task MoveAsync(string baseUrl)
        {
            var item = $"{Programs}/{scene.Program}";
            var now = await owner.GetAsync(item);
            var body = now.Editable();
            body["remote"]!["baseUrl"] = baseUrl;
            body["remote"]!["secret"] = Setup.Secret;
            Assert.Equal(200, (await owner.PutAsync(item, body, now.Header("ETag"))).Status);
        }
    }
}
