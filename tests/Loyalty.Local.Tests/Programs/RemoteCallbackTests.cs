using Loyalty.Programs;

namespace Loyalty.Local.Tests.Programs;

/// <summary>The other platform calls back.</summary>
public sealed class RemoteCallbackTests(RemoteFixture fixture) : IClassFixture<RemoteFixture>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_callback_makes_an_issue_due_whether_somebody_has_it_in_hand_or_not(bool inHand)
    {
        await using var back = await Wire.StartAsync(null);
        await using var there = await Wire.StartAsync(fixture.Far.Host.BaseUrl);
        await using var near = new NearHostFixture(
            ("Sharing:PublicBaseUrl", back.BaseUrl),
            ("RemotePrograms:Wait", inHand ? "00:00:03" : "00:00:00"),
            ("RemotePrograms:RetryDelay", "01:00:00"),
            ("RemotePrograms:MaxRetryDelay", "01:00:00")
        );
        await near.InitializeAsync();
        back.To = near.Host.BaseUrl;
        // While it waits, it cannot find out.
        there.Faults = line => line.StartsWith(Wire.Poll, StringComparison.Ordinal) ? WireFault.Error : WireFault.None;
        var released = new TaskCompletionSource();
        var heard = new TaskCompletionSource<string>();
        back.Watch = async (line, isAnswer) =>
        {
            if (isAnswer)
                heard.TrySetResult(line);
            else if (!inHand)
                await released.Task;
        };
        var scene = await RemoteScene.CreateAsync(near, fixture.Far, there.BaseUrl);
        var (user, reference) = (await scene.MemberAsync(), Names.Next("order"));

        var issue = scene.IssueAsync(user, reference);
        if (!inHand)
            await issue;
        released.SetResult();
        var line = await heard.Task;
        var pending = await issue;
        there.Faults = _ => WireFault.None;
        var settled = await near.Service<IssueReconciliation>().RunAsync(default);

        Assert.Equal(202, pending.Status);
        Assert.Equal($"POST /v1/callbacks/{pending.Field("id")}", line);
        Assert.Equal(1, settled);
        Assert.Equal("success", (await scene.ReadAsync(reference)).Field("status"));
        Assert.Equal("20", await scene.BalanceAsync(user));
    }

    [Fact]
    public async Task What_a_callback_says_is_not_believed()
    {
        await using var wire = await Wire.StartAsync(fixture.Far.Host.BaseUrl);
        wire.Faults = _ => WireFault.Error;
        var scene = await RemoteScene.CreateAsync(fixture.Near, fixture.Far, wire.BaseUrl);
        var (user, reference) = (await scene.MemberAsync(), Names.Next("order"));
        var id = (await scene.IssueAsync(user, reference)).Field("id");

        using var content = new StringContent($$"""{"requestId":"{{id}}","status":"success","point":20}""");
        using var answer = await fixture.Near.Http.PostAsync($"/v1/callbacks/{id}", content);
        using var unknown = await fixture.Near.Http.PostAsync($"/v1/callbacks/{Guid.Empty}", content);

        Assert.Equal((204, 204), ((int)answer.StatusCode, (int)unknown.StatusCode));
        Assert.Equal("pending", (await scene.ReadAsync(reference)).Field("status"));
        Assert.Equal("0", await scene.BalanceAsync(user));
    }
}
