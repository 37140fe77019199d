using Loyalty.Contracts.Support;
using Loyalty.Embedded.Tests.Support;
using Loyalty.Notifications;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteOutboxTests : IAsyncLifetime
{
    private readonly DataFolder folder = new();

    private static CancellationToken None => CancellationToken.None;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    [Fact]
    public async Task A_text_is_found_as_it_was_sent_and_survives_a_restart()
    {
        var text = Text("m1", Sample.OddText);
        await folder.Outbox.KeepAsync(text, None);

        await folder.CloseAsync();

        var page = await folder.Outbox.PageAsync(Sample.Org(), null, null, 10, None);
        Same.Json(text, Assert.Single(page.Items), NotificationJson.Default.Notification);
        Assert.Null(page.NextCursor);
    }

    [Theory]
    [InlineData(null, "54321")]
    [InlineData("m1", "531")]
    [InlineData("m2", "42")]
    [InlineData("m3", "")]
    public async Task Pages_show_every_text_once_newest_first(string? member, string expected)
    {
        foreach (var n in Enumerable.Range(1, 5))
            await folder.Outbox.KeepAsync(Text(n % 2 == 1 ? "m1" : "m2", $"{n}"), None);
        await folder.Outbox.KeepAsync(Text("m1", "other") with { OrgId = Sample.Org("org-2") }, None);

        var seen = "";
        string? cursor = null;
        do
        {
            var id = member is null ? (MemberId?)null : TextId.From<MemberId>(member);
            var page = await folder.Outbox.PageAsync(Sample.Org(), id, cursor, 2, None);
            seen += string.Concat(page.Items.Select(item => item.Text));
            cursor = page.NextCursor;
        } while (cursor is not null);

        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task The_same_text_again_is_kept_once()
    {
        var text = Text("m1", "1");
        await folder.Outbox.KeepAsync(text, None);
        await folder.Outbox.KeepAsync(text, None);

        Assert.Single((await folder.Outbox.PageAsync(Sample.Org(), null, null, 9, None)).Items);
    }

    [Fact]
    public async Task What_was_sent_to_a_member_can_be_forgotten()
    {
        await folder.Outbox.KeepAsync(Text("m1", "1"), None);
        await folder.Outbox.KeepAsync(Text("m2", "2"), None);
        await folder.Outbox.KeepAsync(Text("m1", "3") with { OrgId = Sample.Org("org-2") }, None);

        await folder.Outbox.ForgetAsync(Sample.Org(), TextId.From<MemberId>("m1"), None);

        Assert.Equal("2", Assert.Single((await folder.Outbox.PageAsync(Sample.Org(), null, null, 9, None)).Items).Text);
        Assert.Single((await folder.Outbox.PageAsync(Sample.Org("org-2"), null, null, 9, None)).Items);
    }

    private static Notification Text(string member, string text) =>
        new()
        {
            NotificationId = $"{Guid.NewGuid()}",
            Type = Notification.PointsExpiring,
            OrgId = Sample.Org(),
            MemberId = TextId.From<MemberId>(member),
            Channel = "sms",
            To = "+4915112345678",
            Text = text,
            At = Sample.At,
        };
}
