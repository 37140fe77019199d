using System.Text;
using Loyalty.Catalog;
using Loyalty.Json;

namespace Loyalty.Tests.Json;

/// <summary>Fields of a JSON object from outside: what is taken, and what is said of the rest.</summary>
public class JsonFieldsTests
{
    [Fact]
    public void All_errors_are_named_at_once_by_their_full_paths()
    {
        var fields = Parse(
            """
            {"cap":{"points":0,"period":"decade"},
             "keys":[{"keyId":"a","pem":"p"},{"pem":7},null,"text"],
             "inner":{"deep":{"word":1}}}
            """
        );

        var cap = fields.Nested("cap", required: true)!;
        cap.Whole("points", 1, 9);
        cap.Word<CapPeriod>("period", required: true);
        fields.List("keys", true, 1, 9, (items, i) => ReadKey(items.Nested(i, required: true)));
        fields.Nested("inner", required: true)!.Nested("deep", required: true)!.Line("word", required: true, 9);
        fields.Nested("absent", required: true);
        fields.Nested("absent too", required: false);

        Assert.Equal(
            [
                "cap.points range",
                "cap.period format",
                "keys[1].keyId required",
                "keys[1].pem type",
                "keys[2] required",
                "keys[3] type",
                "inner.deep.word type",
                "absent required",
            ],
            Errors(fields)
        );
    }

    [Fact]
    public void A_name_that_stands_twice_in_an_inner_object_is_an_error_there()
    {
        var fields = Parse("""{"cap":{"points":1,"points":2},"points":3}""");
        fields.Nested("cap", required: true)!.Whole("points", 1, 9);

        Assert.Equal(3, fields.Whole("points", 1, 9));
        Assert.Equal(["cap.points duplicate"], Errors(fields));
    }

    [Theory]
    [InlineData("null")]
    [InlineData(null)]
    public void Nothing_and_null_are_both_no_value(string? json)
    {
        var fields = Parse(json is null ? "{}" : $$"""{"it":{{json}}}""");

        Assert.Null(fields.OptionalId<ClientId>("it"));
        Assert.Null(fields.Line("it", required: false, 9));
        Assert.Null(fields.OptionalWhole("it", 1, 9));
        Assert.Null(fields.Number("it", required: false, 0, 9));
        Assert.Null(fields.Flag("it", required: false));
        Assert.Null(fields.Word<RuleStatus>("it", required: false));
        Assert.Null(fields.Instant("it", required: false));
        Assert.Null(fields.Date("it", required: false));
        Assert.Null(fields.Nested("it", required: false));
        Assert.Empty(fields.List("it", required: false, 1, 9, (items, i) => items.Text(i, required: true)));
        Assert.Empty(fields.Errors);
    }

    [Theory]
    [InlineData("[]", "length")]
    [InlineData("[1,2,3,4]", "length")]
    [InlineData("{}", "type")]
    [InlineData("\"text\"", "type")]
    public void An_array_must_be_one_of_the_right_length(string json, string code)
    {
        var fields = Parse($$"""{"it":{{json}}}""");

        Assert.Empty(fields.List("it", required: true, 1, 3, (items, i) => items.Whole(i, 0, 9)));
        Assert.Equal([$"it {code}"], Errors(fields));
    }

    [Theory]
    [InlineData("2", 2.0)]
    [InlineData("2.0", 2.0)]
    [InlineData("0.0001", 0.0001)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("100.1", null)]
    [InlineData("1e99", null)]
    [InlineData("1e-99", null)]
    [InlineData("\"2\"", null)]
    public void A_number_lies_within_its_range(string json, double? expected)
    {
        var fields = Parse($$"""{"it":{{json}}}""");

        Assert.Equal((decimal?)expected, fields.Number("it", required: true, above: 0, maximum: 100));
        Assert.Equal(expected is null ? 1 : 0, fields.Errors.Count);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("false", false)]
    [InlineData("\"true\"", null)]
    [InlineData("1", null)]
    public void A_flag_is_true_or_false(string json, bool? expected)
    {
        var fields = Parse($$"""{"it":{{json}}}""");

        Assert.Equal(expected, fields.Flag("it", required: true));
        Assert.Equal(expected is null ? ["it type"] : [], Errors(fields));
    }

    [Theory]
    [InlineData("\"earn\"", RuleType.Earn)]
    [InlineData("\"redeem\"", RuleType.Redeem)]
    [InlineData("\"Earn\"", null)]
    [InlineData("\"1\"", null)]
    [InlineData("\"\"", null)]
    [InlineData("\"earn,redeem\"", null)]
    public void A_word_is_one_of_the_enums_in_lower_case(string json, RuleType? expected)
    {
        var fields = Parse($$"""{"it":{{json}}}""");

        Assert.Equal(expected, fields.Word<RuleType>("it", required: true));
        Assert.Equal(
            expected is null ? "Must be one of earn, redeem." : null,
            fields.Errors.SingleOrDefault()?.Message
        );
    }

    [Theory]
    [InlineData("2026-01-31T09:00:00Z", "2026-01-31T09:00:00Z")]
    [InlineData("2026-01-31t09:00:00z", "2026-01-31T09:00:00Z")]
    [InlineData("2026-01-31T09:00:00+07:00", "2026-01-31T02:00:00Z")]
    [InlineData("2026-01-31T09:00:00.5-00:30", "2026-01-31T09:30:00.5Z")]
    [InlineData("2026-01-31T09:00:00.1234567899999999Z", "2026-01-31T09:00:00.1234567Z")]
    [InlineData("2026-01-31T09:00:00", null)]
    [InlineData("2026-01-31 09:00:00Z", null)]
    [InlineData("2026-01-31", null)]
    [InlineData("2026-02-30T09:00:00Z", null)]
    [InlineData("2026-01-31T24:00:00Z", null)]
    [InlineData("2026-01-31T09:00:60Z", null)]
    [InlineData("2026-01-31T09:00:00.Z", null)]
    [InlineData("2026-01-31T09:00:00+25:00", null)]
    [InlineData("0001-01-01T00:00:00+14:00", null)]
    [InlineData(" 2026-01-31T09:00:00Z", null)]
    [InlineData("2026-01-31T09:00:00Z\n", null)]
    [InlineData("", null)]
    public void An_instant_has_date_time_and_offset_and_is_told_in_utc(string text, string? expected)
    {
        var fields = Parse($$"""{"it":{{System.Text.Json.JsonSerializer.Serialize(text)}}}""");

        var instant = fields.Instant("it", required: true);

        Assert.Equal(expected is null ? null : DateTimeOffset.Parse(expected), instant);
        Assert.Equal(TimeSpan.Zero, instant.GetValueOrDefault().Offset);
        Assert.Equal(expected is null ? ["it format"] : [], Errors(fields));
    }

    [Theory]
    [InlineData("2026-01-31", true)]
    [InlineData("2026-02-29", false)]
    [InlineData("2026-1-31", false)]
    [InlineData("31.01.2026", false)]
    public void A_date_is_a_date(string text, bool good)
    {
        var fields = Parse($$"""{"it":"{{text}}"}""");

        Assert.Equal(good, fields.Date("it", required: true) is not null);
        Assert.Equal(good, fields.Errors.Count == 0);
    }

    [Theory]
    [InlineData("\"Ann's rule ☕\"", null)]
    [InlineData("\"\"", "length")]
    [InlineData("\"   \"", "length")]
    [InlineData("\"123456789012345\"", "length")]
    [InlineData("\"a\\nb\"", "format")]
    [InlineData("\"\\ud800\"", "type")]
    [InlineData("5", "type")]
    public void A_line_is_text_for_people(string json, string? code)
    {
        var fields = Parse($$"""{"it":{{json}}}""");

        Assert.Equal(code is null, fields.Line("it", required: true, maxLength: 14) is not null);
        Assert.Equal(code, fields.Errors.SingleOrDefault()?.Code);
    }

    private static object? ReadKey(JsonFields? key)
    {
        key?.Text("keyId", required: true);
        key?.Text("pem", required: true);
        return key;
    }

    private static JsonFields Parse(string json)
    {
        Assert.True(JsonFields.TryParse(Encoding.UTF8.GetBytes(json), out var fields));
        return fields;
    }

    private static IEnumerable<string> Errors(JsonFields fields) =>
        fields.Errors.Select(error => $"{error.Field} {error.Code}");

    [Theory]
    [InlineData("callback_url")]
    [InlineData("callbackURL")]
    [InlineData("CallbackUrl")]
    [InlineData("callback-url")]
    [InlineData("_callbackurl-")]
    public void A_field_that_is_spelt_almost_like_a_known_one_is_told_once(string name)
    {
        Assert.True(
            JsonFields.TryParse(Encoding.UTF8.GetBytes($$"""{"{{name}}":"x","callbacks":1}"""), out var fields)
        );

        fields.Text("callbackUrl", required: false);
        fields.Text("callbackUrl", required: false);

        var error = Assert.Single(fields.Errors);
        Assert.Equal((name, "misspelt"), (error.Field, error.Code));
        Assert.Equal("There is no such field: did you mean callbackUrl?", error.Message);
    }

    [Theory]
    [InlineData("callbackUr")]
    [InlineData("callbackUrls")]
    [InlineData("callback.url")]
    [InlineData("")]
    public void A_field_of_another_name_is_ignored(string name)
    {
        Assert.True(
            JsonFields.TryParse(Encoding.UTF8.GetBytes($$"""{"{{name}}":"x","callbackUrl":"y"}"""), out var fields)
        );

        Assert.Equal("y", fields.Text("callbackUrl", required: true));
        Assert.Empty(fields.Errors);
    }
}
