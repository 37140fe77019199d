using System.Text.Json;
using System.Text.RegularExpressions;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Local.Tests.Management;

namespace Loyalty.Local.Tests.LoyaltyUser;

/// <summary>A partner's client gives and takes points at once, as the document of that API describes it.</summary>
public sealed partial class PointAssignmentTests(ClockedHostFixture fixture) : IClassFixture<ClockedHostFixture>
{
    private static readonly string[] Fixed =
    [
        "channel",
        "status",
        "pointsEarned",
        "bonusPointsEarned",
        "pointsUsed",
        "transactionDetails",
        "metadata",
        "pointsDeducted",
    ];

    [Theory]
    [InlineData("assigned.json", 100)]
    [InlineData("deducted.json", -100)]
    public async Task The_answer_has_the_members_of_the_sample_in_their_order(string sample, long points)
    {
        var games = await GamesAsync(client => client with { Partner = "Partner" });
        var member = await MemberAsync((250, 90));
        await ExpireAfterAsync(90);
        using var expected = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "LoyaltyUser", "Samples", sample))
        );
        var reference = expected.RootElement.GetProperty("metadata").GetProperty("reference").GetString();

        var answer = await AssignAsync(games, member, points, reference!);

        Assert.True(answer.Status == 200, answer.ToString());
        Assert.Equal(Shape(expected.RootElement), Shape(answer.Json));
        Assert.All(Fixed, name => Assert.Equal(Compact(expected.RootElement, name), Compact(answer.Json, name)));
        Assert.Equal(member.MemberId.Value, answer.Field("loyaltyId"));
        Assert.Matches(ShortId(), answer.Field("shortId"));
        Assert.Matches(Instant(), answer.Field("createdAt"));
        Assert.Equal(answer.Field("createdAt"), answer.Field("claimedAt"));
    }

    [Fact]
    public async Task A_deduction_names_every_bucket_that_it_takes_from_earliest_first()
    {
        var games = await GamesAsync();
        var member = await MemberAsync((30, 60), (20, 30), (40, null));

        var answer = await AssignAsync(games, member, -70);

        Assert.Equal([(Day(30), -20L), (Day(60), -30L), (null, -20L)], BucketsOf(answer));
        Assert.Equal(("70", "0"), (answer.Field("pointsDeducted"), answer.Field("pointsEarned")));
    }

    [Fact]
    public async Task An_award_names_the_day_on_which_it_expires()
    {
        var games = await GamesAsync();
        var member = await MemberAsync();
        await ExpireAfterAsync(45);

        var answer = await AssignAsync(games, member, 5);

        Assert.Equal([(Day(45), 5L)], BucketsOf(answer));
        Assert.Equal("5", (await fixture.BalanceAsync(member.MemberId.Value)).Field("balance"));
    }

    [Fact]
    public async Task The_books_know_who_assigned_what_for()
    {
        var games = await GamesAsync();
        var member = await MemberAsync();
        var reference = Names.Next("Prize");
        var answer = await AssignAsync(games, member, 5, reference);
        var manager = Manager.Of(fixture);

        var found = Assert.Single(
            await manager.ListAsync($"/manage/transactions?reference={reference}&partner={games.Name}")
        );

        Assert.Equal(answer.Field("id"), found.GetProperty("transactionId").GetString());
        Assert.Equal("adjust", found.GetProperty("kind").GetString());
        Assert.Equal(games.Name, found.GetProperty("partner").GetString());
        Assert.Equal(reference, found.GetProperty("reference").GetString());
        Assert.Empty(await manager.ListAsync($"/manage/transactions?reference={reference}&partner=Others"));
        var rows = Csv.Parse((await manager.GetAsync($"/manage/transactions?reference={reference}", "text/csv")).Text);
        Assert.Equal(2, rows.Count);
        Assert.Equal(games.Name, rows[1][rows[0].IndexOf("partner")]);
        // It is the member's own business with a partner, no correction of somebody's who manages.
        var audit = await fixture.Service<ICatalog>().AuditAsync(Setup.Org, null, 200, default);
        Assert.DoesNotContain(audit.Items, record => record.Id == member.MemberId.Value);
    }

    [Fact]
    public async Task The_same_key_assigns_once_however_often_and_at_once_it_is_sent()
    {
        var games = await GamesAsync();
        var member = await MemberAsync();
        var key = Names.Next("key");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AssignAsync(games, member, 5, key: key)));
        var other = await AssignAsync(games, member, 6, key: key);
        var another = await AssignAsync(games, await MemberAsync(), 5, key: key);
        await fixture.Setup.PutAsync(member with { Status = MemberStatus.Blocked });
        var later = await AssignAsync(games, member, 5, key: key);

        Assert.All(answers, answer => Assert.Equal((200, answers[0].Text), (answer.Status, answer.Text)));
        Assert.Equal(49, answers.Count(answer => answer.Header("Idempotency-Replayed") == "true"));
        Assert.Equal((409, "idempotency_key_reused"), (other.Status, other.Code));
        Assert.Equal((409, "idempotency_key_reused"), (another.Status, another.Code));
        Assert.Equal((200, answers[0].Text), (later.Status, later.Text));
        Assert.Equal("5", (await fixture.BalanceAsync(member.MemberId.Value)).Field("balance"));
        await fixture.AssertProvenAsync();
    }

    [Fact]
    public async Task Of_many_at_once_for_the_last_points_only_those_are_answered_that_there_are_points_for()
    {
        var games = await GamesAsync();
        var member = await MemberAsync((100, null));

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AssignAsync(games, member, -30)));

        Assert.Equal(3, answers.Count(answer => answer.Status == 200));
        Assert.All(
            answers.Where(answer => answer.Status != 200),
            answer => Assert.Equal((400, "TransactionInsufficientPoints"), (answer.Status, answer.Code))
        );
        Assert.Equal("10", (await fixture.BalanceAsync(member.MemberId.Value)).Field("balance"));
    }

    [Fact]
    public async Task What_the_books_would_not_take_is_refused_and_leaves_nothing()
    {
        var games = await GamesAsync();
        var member = await MemberAsync((10, null));
        var blocked = await fixture.Setup.MemberAsync(status: MemberStatus.Blocked);
        var closed = await fixture.Setup.MemberAsync(status: MemberStatus.Closed);

        var tooMuch = await AssignAsync(games, member, -11);
        var nobody = await AssignAsync(games, Names.Next("nobody"), 5);
        var stopped = await AssignAsync(games, blocked, 5);
        var gone = await AssignAsync(games, closed, 5);
        var foreign = await AssignAsync(games with { Name = "Others" }, member, 5);

        Assert.Equal((400, "TransactionInsufficientPoints"), (tooMuch.Status, tooMuch.Code));
        Assert.Equal((404, "UserNotFoundError"), (nobody.Status, nobody.Code));
        Assert.Equal((400, "member_blocked"), (stopped.Status, stopped.Code));
        Assert.Equal((400, "member_closed"), (gone.Status, gone.Code));
        Assert.Equal((403, "forbidden"), (foreign.Status, foreign.Code));
        Assert.Equal("10", (await fixture.BalanceAsync(member.MemberId.Value)).Field("balance"));
        Assert.Single(await Manager.Of(fixture).ListAsync($"/manage/transactions?userId={member.MemberId}"));
    }

    [Fact]
    public async Task Every_field_that_is_wrong_is_named()
    {
        var games = await GamesAsync();
        var member = await MemberAsync();
        var path = PathOf(member.MemberId.Value);

        var empty = await games.System.PostAsync(path, "{}");
        var zero = await games.System.PostAsync(path, """{"partner":"x","points":0,"reference":" "}""");
        var odd = await games.System.PostAsync(path, """{"partner":1,"points":1.5,"reference":"x"}""");
        var large = await games.System.PostAsync(path, """{"partner":"x","points":-1000000001,"reference":"x"}""");

        Assert.Equal(["partner", "points", "reference"], Fields(empty));
        Assert.Equal(["points", "reference"], Fields(zero));
        Assert.Equal(["partner", "points"], Fields(odd));
        Assert.Equal(["points"], Fields(large));
        Assert.All([empty, zero, odd, large], answer => Assert.Equal(400, answer.Status));
    }

    [Theory]
    [InlineData(nameof(SignatureForm.Header))]
    [InlineData(nameof(SignatureForm.Message))]
    public async Task A_client_that_has_to_sign_is_refused_when_it_does_not(string formName)
    {
        var form = Enum.Parse<SignatureForm>(formName);
        var games = await GamesAsync(client => client with { Signature = SignaturePolicy.Required });
        var member = await MemberAsync();
        var path = PathOf(member.MemberId.Value);
        var body = BodyOf(games, 5, "Signed");

        var unsigned = await games.System.PostAsync(path, body);
        var request = games.System.Request(body, await games.System.TokenAsync(), form, path: path);
        request.Content = new StringContent(body.Replace("5", "6"), System.Text.Encoding.UTF8, "application/json");
        var changed = await games.System.SendAsync(request);
        var signed = await games.System.PostAsync(path, body, form: form);

        Assert.Equal((401, "signature_required"), (unsigned.Status, unsigned.Code));
        Assert.Equal((401, "signature_invalid"), (changed.Status, changed.Code));
        Assert.Equal((200, "5"), (signed.Status, signed.Field("pointsEarned")));
    }

    private async Task<Games> GamesAsync(Func<Client, Client>? change = null)
    {
        var client = await fixture.Setup.ClientAsync(client =>
        {
            client = client with { Scopes = [Scopes.PointsAdjust], Partner = Names.Next("Partner") };
            return change?.Invoke(client) ?? client;
        });
        return new Games(fixture.Setup.PartnerOf(client), client.Partner!);
    }

    /// <summary>A member with points that expire after so many days each.</summary>
    private async Task<Member> MemberAsync(params (long Points, int? Days)[] grants)
    {
        var member = await fixture.Setup.MemberAsync();
        foreach (var (points, days) in grants)
        {
            await ExpireAfterAsync(days);
            await fixture.Setup.GrantAsync(member, points);
        }

        await ExpireAfterAsync(null);
        return member;
    }

    private async Task ExpireAfterAsync(int? days)
    {
        var key = PointProgram.KeyOf(Setup.Org, Setup.Program);
        var program = await fixture.Service<CachedCatalog>().FindAsync<PointProgram>(key, default);
        await fixture.Setup.PutAsync(
            program! with
            {
                Expiration = days is { } some ? new Expiration { Days = some } : null,
            }
        );
    }

    private static Task<Answer> AssignAsync(
        Games games,
        Member member,
        long points,
        string reference = "A game",
        string? key = null
    ) => AssignAsync(games, member.MemberId.Value, points, reference, key);

    private static Task<Answer> AssignAsync(
        Games games,
        string member,
        long points,
        string reference = "A game",
        string? key = null
    ) => games.System.PostAsync(PathOf(member), BodyOf(games, points, reference), key);

    private static string PathOf(string member) => $"/loyalty/user/{member}/points";

    private static string BodyOf(Games games, long points, string reference) =>
        $$"""{"partner":"{{games.Name}}","points":{{points}},"reference":"{{reference}}"}""";

    private string Day(int days) => $"{fixture.Time.GetUtcNow().UtcDateTime.AddDays(days):yyyy-MM-dd}";

    private static IEnumerable<(string?, long)> BucketsOf(Answer answer) =>
        answer
            .Json.GetProperty("impactedExpirationBuckets")
            .EnumerateArray()
            .Select(bucket =>
                (bucket.GetProperty("expirationDate").GetString(), bucket.GetProperty("points").GetInt64())
            );

    /// <summary>Names, in their order, and types of all members.</summary>
    private static string Shape(JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object =>
                $"{{{string.Join(",", element.EnumerateObject().Select(member => $"{member.Name}:{Shape(member.Value)}"))}}}",
            JsonValueKind.Array => $"[{string.Join(",", element.EnumerateArray().Select(Shape))}]",
            JsonValueKind.True or JsonValueKind.False => "Boolean",
            var kind => kind.ToString(),
        };

    private static string Compact(JsonElement element, string name) =>
        JsonSerializer.Serialize(element.GetProperty(name));

    private static IEnumerable<string?> Fields(Answer answer) =>
        answer.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("field").GetString());

    [GeneratedRegex("^[A-Z0-9]{16}$")]
    private static partial Regex ShortId();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
    private static partial Regex Instant();

    private sealed record Games(Partner System, string Name);
}
