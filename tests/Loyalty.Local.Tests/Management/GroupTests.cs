using System.Text.Json.Nodes;

namespace Loyalty.Local.Tests.Management;

/// <summary>Groups of members over HTTP.</summary>
public sealed class GroupTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private const string List = "/manage/groups";
    private readonly Editor owner = Editor.Of(fixture);
    private readonly string name = Names.Next("family");

    [Fact]
    public async Task A_group_is_made_shown_changed_and_removed()
    {
        var (ann, bob, eve) = (await MemberAsync(), await MemberAsync(), await MemberAsync());
        var made = await owner.PostAsync(List, Group(ann, ann, bob).With("externalId", name));

        Assert.Equal(201, made.Status);
        var path = made.Header("Location")!;
        Assert.Equal($"{List}/{made.Field("groupId")}", path);
        Assert.Equal((name, ann), (made.Field("externalId"), made.Field("primaryUserId")));
        Assert.Equal(made.Text, (await owner.GetAsync(path)).Text);
        Assert.Equal([made.Field("groupId")], await GroupsOfAsync(bob));

        var changed = await owner.PutAsync(path, Group(eve, eve, ann), made.Header("ETag"));
        Assert.Equal((200, "null"), (changed.Status, changed.Field("externalId")));
        Assert.Empty(await GroupsOfAsync(bob));
        Assert.Equal([made.Field("groupId")], await GroupsOfAsync(eve));

        Assert.Equal(428, (await owner.PutAsync(path, Group(eve, eve), ifMatch: null)).Status);
        Assert.Equal(412, (await owner.PutAsync(path, Group(eve, eve), made.Header("ETag"))).Status);
        Assert.Equal(428, (await owner.DeleteAsync(path, ifMatch: null)).Status);
        Assert.Equal(412, (await owner.DeleteAsync(path, made.Header("ETag"))).Status);
        var removed = await owner.DeleteAsync(path, changed.Header("ETag"));
        Assert.Equal((204, ""), (removed.Status, removed.Text));
        Assert.Equal(404, (await owner.GetAsync(path)).Status);
        Assert.Equal(404, (await owner.DeleteAsync(path, changed.Header("ETag"))).Status);
        Assert.Empty(await GroupsOfAsync(eve));
        var audit = await owner.GetAsync($"/manage/audit?kind=group&id={made.Field("groupId")}");
        Assert.Equal(
            ["delete", "update", "create"],
            audit.Items().Select(item => item.GetProperty("action").GetString())
        );
    }

    [Fact]
    public async Task The_same_request_under_one_key_makes_one_group()
    {
        var ann = await MemberAsync();
        var body = Group(ann, ann).With("externalId", name);
        var first = await owner.PostAsync(List, body, key: name);
        var again = await owner.PostAsync(List, body, key: name);
        var other = await owner.PostAsync(List, Group(ann, ann), key: name);

        Assert.Equal((201, null), (first.Status, first.Header("Idempotency-Replayed")));
        Assert.Equal((201, "true", first.Text), (again.Status, again.Header("Idempotency-Replayed"), again.Text));
        Assert.Equal((409, "idempotency_key_reused"), (other.Status, other.Code));
    }

    [Fact]
    public async Task Every_field_that_is_wrong_is_named()
    {
        var ann = await MemberAsync();
        var body = new JsonObject
        {
            ["externalId"] = " ",
            ["primaryUserId"] = "stranger",
            ["members"] = new JsonArray(ann, 7, ann),
        };

        var answer = await owner.PostAsync(List, body);
        var empty = await owner.PostAsync(List, new JsonObject { ["members"] = new JsonArray() });
        var unknown = await owner.PostAsync(List, Group("stranger", ann, "stranger"));

        Assert.Equal(400, answer.Status);
        Assert.Equal(
            ["externalId length", "members[1] type", "members[2] duplicate", "primaryUserId not_allowed"],
            answer.Errors()
        );
        Assert.Equal(["primaryUserId required", "members length"], empty.Errors());
        Assert.Equal((400, "members[1] not_allowed"), (unknown.Status, Assert.Single(unknown.Errors())));
    }

    [Fact]
    public async Task A_name_that_a_group_has_is_no_other_groups()
    {
        var ann = await MemberAsync();
        var first = await owner.PostAsync(List, Group(ann, ann).With("externalId", name));
        var second = await owner.PostAsync(List, Group(ann, ann).With("externalId", name));
        Assert.Equal((409, "externalId duplicate"), (second.Status, Assert.Single(second.Errors())));

        await owner.DeleteAsync(first.Header("Location")!, first.Header("ETag"));
        Assert.Equal(201, (await owner.PostAsync(List, Group(ann, ann).With("externalId", name))).Status);
    }

    [Fact]
    public async Task Groups_are_listed_with_the_tag_to_change_them_with()
    {
        var ann = await MemberAsync();
        foreach (var _ in Enumerable.Range(0, 3))
            await owner.PostAsync(List, Group(ann, ann));

        var first = await owner.GetAsync($"{List}?limit=2");
        Assert.Equal(2, first.Items().Count());
        Assert.NotNull(first.Json.GetProperty("nextCursor").GetString());
        var row = first.Items().First();
        var path = $"{List}/{row.GetProperty("groupId").GetString()}";
        var etag = row.GetProperty("etag").GetString();
        Assert.Equal(200, (await owner.PutAsync(path, Group(ann, ann), etag)).Status);
        Assert.Equal(400, (await owner.GetAsync($"{List}?cursor=nonsense")).Status);
    }

    private async Task<string> MemberAsync() => (await fixture.Setup.MemberAsync()).MemberId.Value;

    private async Task<IEnumerable<string?>> GroupsOfAsync(string member) =>
        (await owner.GetAsync($"/manage/members/{member}"))
            .Json.GetProperty("groups")
            .EnumerateArray()
            .Select(group => group.GetString());

    private static JsonObject Group(string primary, params string[] members) =>
        new()
        {
            ["primaryUserId"] = primary,
            ["members"] = new JsonArray([.. members.Select(member => JsonValue.Create(member))]),
        };
}
