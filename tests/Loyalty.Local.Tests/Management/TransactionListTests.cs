using System.Text.Json;
using Loyalty.Catalog;

namespace Loyalty.Local.Tests.Management;

/// <summary>Searching and downloading transactions.</summary>
public sealed class TransactionListTests(ClockedHostFixture fixture) : IClassFixture<ClockedHostFixture>
{
    private static readonly string[] Members =
    [
        "transactionId",
        "userId",
        "programId",
        "kind",
        "status",
        "code",
        "errorMessage",
        "ruleId",
        "ruleVersion",
        "clientId",
        "requestId",
        "reference",
        "partner",
        "requested",
        "points",
        "balanceAfter",
        "buckets",
        "heldUntil",
        "till",
        "reverses",
        "reversed",
        "at",
        "version",
        "previousHash",
        "hash",
    ];

    [Fact]
    public async Task A_search_finds_what_each_filter_names()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var (ann, bob) = (await scene.MemberAsync(100), await scene.MemberAsync(100));
        var earned = await scene.EarnAsync(ann, 7);
        fixture.Clock.Advance(TimeSpan.FromHours(1));
        var noon = fixture.Clock.GetUtcNow();
        var spent = await scene.RedeemAsync(bob, 5);
        var reversal = (await scene.ReverseAsync(spent, """{"reason":"x"}""")).Field("transactionId");
        fixture.Clock.Advance(TimeSpan.FromHours(1));
        var late = await scene.EarnAsync(bob, 1);
        var program = $"programId={scene.Program.ProgramId}";

        Assert.Equal([late, reversal, spent], await FindAsync($"{program}&userId={bob}&from={Text(noon)}"));
        Assert.Equal([earned], await FindAsync($"{program}&userId={ann}&kind=earn"));
        Assert.Equal([late, spent, earned], await FindAsync($"{program}&clientId={scene.Client.ClientId}"));
        Assert.Equal([reversal], await FindAsync($"{program}&kind=reverse&status=success"));
        Assert.Empty(await FindAsync($"{program}&status=failed"));
        Assert.Equal([reversal, spent], await FindAsync($"{program}&from={Text(noon)}&to={Text(noon.AddMinutes(30))}"));
        Assert.Equal(6, (await FindAsync($"{program}&from=2026-11-21&to=2100-01-01")).Count);
        Assert.Empty(await FindAsync($"{program}&to=2026-11-21"));
        Assert.Empty(await FindAsync($"{program}&userId={Names.Next("nobody")}"));

        async Task<List<string?>> FindAsync(string query) =>
            [.. (await scene.Manager.ListAsync($"/manage/transactions?{query}", 2)).Select(Id)];
    }

    [Fact]
    public async Task An_item_has_every_member_and_agrees_with_its_own_page()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var spent = await scene.RedeemAsync(await scene.MemberAsync(10), 4);

        var item = Assert.Single(
            await scene.Manager.ListAsync($"/manage/transactions?programId={scene.Program.ProgramId}&kind=redeem")
        );
        var alone = await scene.Manager.GetAsync($"/manage/transactions/{spent}");

        Assert.Equal([.. Members, "etag"], item.EnumerateObject().Select(member => member.Name));
        Assert.Equal([.. Members, "proof"], alone.Json.EnumerateObject().Select(member => member.Name));
        Assert.All(
            Members,
            name => Assert.Equal(item.GetProperty(name).GetRawText(), alone.Json.GetProperty(name).GetRawText())
        );
        Assert.Equal(item.GetProperty("etag").GetString(), alone.Header("ETag"));
        Assert.Equal("""[{"expirationDate":null,"points":-4}]""", item.GetProperty("buckets").GetRawText());
    }

    [Theory]
    [InlineData("from=2026-02-01&to=2026-01-31", "to")]
    [InlineData("kind=Earn&status=1&from=yesterday", "from,kind,status")]
    [InlineData("userId=a&userId=b", "userId")]
    [InlineData("programId=a/b&clientId=%20x", "clientId,programId")]
    [InlineData("cursor=nonsense", "cursor")]
    [InlineData("limit=0", "limit")]
    [InlineData(
        "userId=&programId=&clientId=&kind=&status=&from=&to=&cursor=&limit=",
        "clientId,cursor,from,kind,limit,programId,status,to,userId"
    )]
    [InlineData("userId", "userId")]
    [InlineData("userId=demo-member&cursor=9.9", "cursor")]
    public async Task Every_wrong_parameter_is_named(string query, string fields)
    {
        // A download takes no limit.
        string[] forms = fields.Contains("limit") ? ["application/json"] : ["application/json", "text/csv"];
        foreach (var accept in forms)
        {
            var answer = await Manager.Of(fixture).GetAsync($"/manage/transactions?{query}", accept);

            Assert.Equal((400, "invalid_request"), (answer.Status, answer.Code));
            Assert.Equal(
                fields.Split(','),
                answer
                    .Json.GetProperty("errors")
                    .EnumerateArray()
                    .Select(error => error.GetProperty("field").GetString())
                    .Order()
            );
        }
    }

    [Theory]
    [InlineData("text/csv")]
    [InlineData("text/csv, */*;q=0.1")]
    [InlineData("application/json;q=0.5, TEXT/CSV")]
    public async Task A_download_has_the_rows_of_the_list_and_parses_back(string accept)
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var member = TextId.From<MemberId>($"=1+2,\"{Names.Next("ö")}\" ;");
        await fixture.Setup.PutAsync(new Member { OrgId = Setup.Org, MemberId = member });
        await scene.AdjustAsync(member.Value, 50, "-2+3");
        await scene.AdjustAsync(member.Value, -20, "said \\\"sorry\\\", twice");
        var spent = await scene.RedeemAsync(member.Value, 5);
        await scene.ReverseAsync(spent, """{"points":2,"reason":"@home"}""");
        var path = $"/manage/transactions?programId={scene.Program.ProgramId}";

        var answer = await scene.Manager.GetAsync(path, accept);

        Assert.Equal("text/csv; charset=utf-8; header=present", answer.ContentType);
        var rows = Csv.Parse(answer.Text);
        var items = await scene.Manager.ListAsync(path);
        Assert.Equal(4, items.Count);
        Assert.Equal(items.Count + 1, rows.Count);
        Assert.All(rows, row => Assert.Equal(rows[0].Count, row.Count));
        for (var i = 0; i < items.Count; i++)
            foreach (var (name, cell) in rows[0].Zip(rows[i + 1]))
                AssertSame(name, Field(items[i], name), cell);
        Assert.Contains("'" + member.Value, rows[1]);
        Assert.Contains("'@home", rows[1]);
        Assert.Contains("'-2+3", rows[4]);
        Assert.Contains("-20", rows[3]);
    }

    [Fact]
    public async Task A_download_says_what_tills_said()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var member = await fixture.Setup.MemberAsync();
        await fixture.Setup.GrantAsync(member, 50, scene.Program);
        var till = await PointOfSale.Till.OpenAsync(fixture);
        var redeemed = await till.RedeemAsync(
            member,
            20,
            $"?program_id={scene.Program.ProgramId}",
            item =>
            {
                item["till_id"] = "till-7";
                item["notes"] = "=a gift";
            }
        );
        Assert.Equal("800", redeemed.Code);

        var answer = await scene.Manager.GetAsync(
            $"/manage/transactions?programId={scene.Program.ProgramId}",
            "text/csv"
        );

        var rows = Csv.Parse(answer.Text);
        string Cell(string column) => rows[1][rows[0].IndexOf(column)];
        Assert.Equal(("till-7", "'=a gift"), (Cell("till.tillId"), Cell("till.notes")));
        Assert.Equal("20", Cell("till.worth"));
    }

    [Fact]
    public async Task A_download_begins_with_a_byte_order_mark_and_doubles_a_leading_apostrophe()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        await scene.AdjustAsync(await scene.MemberAsync(), 1, "'=1+2");
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"/manage/transactions?programId={scene.Program.ProgramId}"
        );
        request.Headers.Add("Accept", "text/csv");
        var owner = new Partner(
            fixture.Http,
            fixture.Time,
            fixture.Demo.Owner.ClientId.Value,
            fixture.Demo.Owner.ClientSecret,
            fixture.Partner.Key
        );
        request.Headers.Add("Authorization", $"Bearer {await owner.TokenAsync()}");

        using var response = await fixture.Http.SendAsync(request);

        var bytes = await response.Content.ReadAsByteArrayAsync();
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.Contains("''=1+2", Csv.Parse(System.Text.Encoding.UTF8.GetString(bytes.AsSpan(3)))[1]);
    }

    [Fact]
    public async Task A_download_is_whole_however_long_it_is()
    {
        const int Many = 410;
        var scene = await LedgerScene.CreateAsync(fixture);
        var member = await scene.MemberAsync();
        for (var n = 1; n <= Many; n++)
            Assert.Equal(200, (await scene.AdjustAsync(member, n)).Status);

        var answer = await scene.Manager.GetAsync(
            $"/manage/transactions?programId={scene.Program.ProgramId}&limit=10",
            "text/csv"
        );

        var rows = Csv.Parse(answer.Text);
        var column = rows[0].IndexOf("points");
        Assert.Equal(Enumerable.Range(1, Many).Reverse().Select(n => $"{n}"), rows.Skip(1).Select(row => row[column]));
        Assert.DoesNotContain(answer.Headers, header => header.Key.Contains("Cursor", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Paging_to_the_end_while_entries_arrive_has_no_gap_and_no_double()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var member = await scene.MemberAsync();
        var before = new List<string?>();
        for (var n = 1; n <= 30; n++)
            before.Add((await scene.AdjustAsync(member, n)).Field("transactionId"));
        var path = $"/manage/transactions?programId={scene.Program.ProgramId}&limit=4";

        var seen = new List<string?>();
        for (string? next = ""; next is not null; )
        {
            var page = (await scene.Manager.GetAsync(path + next)).Json;
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(Id));
            next = page.GetProperty("nextCursor").GetString() is { } cursor ? $"&cursor={cursor}" : null;
            await scene.AdjustAsync(member, 1000);
        }

        Assert.Equal(Enumerable.Reverse(before), seen);
    }

    [Fact]
    public async Task Another_organisations_transactions_are_not_seen()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var spent = await scene.RedeemAsync(await scene.MemberAsync(10), 4);
        var stranger = await fixture.Setup.ClientAsync(client =>
            client with
            {
                OrgId = TextId.From<OrgId>("other"),
                Scopes = [Loyalty.Identity.Scopes.Manage],
            }
        );
        var other = new Manager(fixture.Http, fixture.Setup.PartnerOf(stranger));

        Assert.Empty(await other.ListAsync("/manage/transactions"));
        Assert.Equal(404, (await other.GetAsync($"/manage/transactions/{spent}")).Status);
        var reversed = await other.PostAsync($"/manage/transactions/{spent}/reverse", """{"reason":"x"}""");
        Assert.Equal((404, "not_found"), (reversed.Status, reversed.Code));
    }

    /// <summary>The cell says what the item says: text with the guard's apostrophe, buckets in their short form.</summary>
    /// <summary>A field by its path; that of what is null is null.</summary>
    private static JsonElement Field(JsonElement item, string path) =>
        path.Split('.').Aggregate(item, (at, name) => at.ValueKind == JsonValueKind.Null ? at : at.GetProperty(name));

    private static void AssertSame(string name, JsonElement value, string cell)
    {
        var expected = name switch
        {
            "at" => value.GetDateTimeOffset().UtcDateTime.ToString("O"),
            "buckets" => string.Join(
                ';',
                value
                    .EnumerateArray()
                    .Select(bucket =>
                        $"{bucket.GetProperty("expirationDate").GetString() ?? "never"}:{bucket.GetProperty("points")}"
                    )
            ),
            _ => value.ToString(),
        };
        var guarded = expected.Length > 0 && "'=+-@".Contains(expected[0]) && !long.TryParse(expected, out _);
        Assert.Equal(guarded ? "'" + expected : expected, cell);
    }

    private static string? Id(JsonElement item) => item.GetProperty("transactionId").GetString();

    private static string Text(DateTimeOffset instant) => Uri.EscapeDataString(instant.ToString("O"));
}
