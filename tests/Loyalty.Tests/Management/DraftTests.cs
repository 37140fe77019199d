using System.Text.Json;
using System.Text.Json.Nodes;
using Loyalty.Catalog;
using Loyalty.Json;
using Loyalty.Management;
using Loyalty.Management.Clients;
using Loyalty.Management.Programs;
using Loyalty.Management.Rules;
using Loyalty.Signing;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Management;

/// <summary>What callers may say of rules, programs and clients: a body that is right, and one thing wrong with
/// it.</summary>
public class DraftTests
{
    private const string GoodRule = """
        {"programId":"stars","name":"Rule","type":"earn","trigger":"api","clientIds":["a","b"],
         "cap":{"points":5,"period":"day"},"budget":10,
         "startsAt":"2026-01-01T00:00:00Z","endsAt":"2026-02-01T00:00:00Z"}
        """;

    private const string GoodProgram = """
        {"name":"Program","currency":"EUR","pointsPerUnit":0.5,"expiration":{"months":3},"autoEnrol":true,
         "timeZone":"Europe/Berlin",
         "redemption":{"multipleOf":10,"minimum":20,"maximum":100,"validation":"otp","codeMinutes":5,
                       "codeLength":8,"codeChannel":"sms"},
         "reversal":{"graceDays":7,"allowNegativeBalance":true}}
        """;

    private const string GoodClient = """
        {"name":"Client","scopes":["points.earn","manage"],"signature":"optional","keys":[],
         "callbackHosts":["shop.example","10.1.2.3","[2001:db8::1]"],"callbackSigning":"rsa","partner":"acme"}
        """;

    private static readonly ManagementOptions Limits = new();
    private static readonly string Pem = SigningKey
        .Create(KeyAlgorithm.EcdsaSha256, "key", DateTimeOffset.UnixEpoch)
        .PublicKey.ToPem();

    [Theory]
    [InlineData("UTC")]
    [InlineData("Europe/Berlin")]
    [InlineData("Europe/Amsterdam")]
    [InlineData("America/Argentina/Buenos_Aires")]
    public void A_canonical_time_zone_is_taken(string name)
    {
        var fields = Parse(GoodProgram.Replace("Europe/Berlin", name, StringComparison.Ordinal));
        var program = ProgramDraft.Read(fields, Given.Program(), [], Limits);

        Assert.Empty(fields.Errors);
        Assert.Equal(name, program.TimeZone);
    }

    [Fact]
    public void A_good_rule_is_read_whole()
    {
        var fields = Parse(GoodRule);
        var rule = RuleDraft.Read(fields, Limits).ApplyTo(Given.Rule(RuleType.Redeem));

        Assert.Empty(fields.Errors);
        Assert.Equal(("Rule", RuleType.Earn, new Points(10)), (rule.Name, rule.Type, rule.Budget));
        Assert.Equal(Given.Cap(5, CapPeriod.Day), rule.Cap);
        Assert.Equal(["a", "b"], rule.ClientIds.Select(id => id.Value));
        Assert.Equal("2026-01-01T00:00:00.0000000+00:00", rule.StartsAt?.ToString("O"));
        Assert.Equal("2026-02-01T00:00:00.0000000+00:00", rule.EndsAt?.ToString("O"));
    }

    [Theory]
    [InlineData("programId", "null", "programId required")]
    [InlineData("programId", "\"a b\"", "programId format")]
    [InlineData("name", "\" \"", "name length")]
    [InlineData("type", "\"burn\"", "type format")]
    [InlineData("trigger", "\"webhook\"", "trigger not_allowed")]
    [InlineData("clientIds", "[]", "clientIds length")]
    [InlineData("clientIds", "null", "clientIds required")]
    [InlineData("clientIds", "[\"a\",\"b\",\"a\"]", "clientIds[2] duplicate")]
    [InlineData("clientIds", "[\"a\",7]", "clientIds[1] type")]
    [InlineData("cap", "{\"points\":0,\"period\":\"day\"}", "cap.points range")]
    [InlineData("cap", "{\"points\":1.5,\"period\":\"day\"}", "cap.points type")]
    [InlineData("cap", "{\"points\":1}", "cap.period required")]
    [InlineData("cap", "[]", "cap type")]
    [InlineData("budget", "0", "budget range")]
    [InlineData("budget", "9007199254740992", "budget range")]
    [InlineData("startsAt", "\"2026-02-01T00:00:00Z\"", "endsAt range")]
    [InlineData("endsAt", "\"tomorrow\"", "endsAt format")]
    public void A_bad_field_of_a_rule_is_named(string field, string json, string error)
    {
        var fields = Parse(GoodRule, field, json);
        RuleDraft.Read(fields, Limits);
        Assert.Equal([error], Errors(fields));
    }

    [Fact]
    public void A_rule_without_optional_fields_has_no_limits()
    {
        var fields = Parse("""{"programId":"stars","name":"Rule","type":"earn","clientIds":["a"]}""");
        var draft = RuleDraft.Read(fields, Limits);
        Assert.Empty(fields.Errors);
        Assert.Equal((null, null, null, null), (draft.Cap, draft.Budget, draft.StartsAt, draft.EndsAt));
    }

    [Fact]
    public void A_good_program_is_read_whole_and_what_is_absent_is_as_in_a_new_one()
    {
        var fields = Parse(GoodProgram);
        var program = ProgramDraft.Read(fields, Given.Program(), [], Limits);

        Assert.Empty(fields.Errors);
        Assert.Equal(("Program", "EUR", 0.5m), (program.Name, program.Currency, program.PointsPerUnit));
        Assert.Equal(new Expiration { Months = 3 }, program.Expiration);
        Assert.Equal((true, "Europe/Berlin"), (program.AutoEnrol, program.TimeZone));
        Assert.Equal(
            new RedemptionPolicy
            {
                MultipleOf = new Points(10),
                Minimum = new Points(20),
                Maximum = new Points(100),
                Validation = RedemptionValidation.Otp,
                CodeMinutes = 5,
                CodeLength = 8,
                CodeChannel = CodeChannel.Sms,
            },
            program.Redemption
        );
        Assert.Equal(new ReversalPolicy { GraceDays = 7, AllowNegativeBalance = true }, program.Reversal);
        var plain = ProgramDraft.Read(Parse("""{"name":"Stars"}"""), program, [], Limits);
        Assert.Equal(Given.Program(), plain);
    }

    [Theory]
    [InlineData("name", "null", "name required")]
    [InlineData("currency", "\"euro\"", "currency format")]
    [InlineData("currency", "\"eur\"", "currency format")]
    [InlineData("pointsPerUnit", "0", "pointsPerUnit range")]
    [InlineData("pointsPerUnit", "-1", "pointsPerUnit range")]
    [InlineData("expiration", "{}", "expiration.days required")]
    [InlineData("expiration", "{\"days\":1,\"months\":1}", "expiration.months not_allowed")]
    [InlineData("expiration", "{\"days\":0}", "expiration.days range")]
    [InlineData("expiration", "{\"months\":1201}", "expiration.months range")]
    [InlineData("autoEnrol", "\"yes\"", "autoEnrol type")]
    [InlineData("timeZone", "\"Mars/Olympus\"", "timeZone format")]
    [InlineData("timeZone", "\"localtime\"", "timeZone format")]
    [InlineData("timeZone", "\"right/Europe/Berlin\"", "timeZone format")]
    [InlineData("timeZone", "\"posix/Europe/Berlin\"", "timeZone format")]
    [InlineData("timeZone", "\"Factory\"", "timeZone format")]
    [InlineData("timeZone", "\"US/Eastern\"", "timeZone format")]
    [InlineData("timeZone", "\"europe/berlin\"", "timeZone format")]
    [InlineData("timeZone", "\"../../etc/passwd\"", "timeZone format")]
    [InlineData("timeZone", "\"\"", "timeZone format")]
    [InlineData("redemption", "{\"multipleOf\":0}", "redemption.multipleOf range")]
    [InlineData("redemption", "{\"minimum\":0}", "redemption.minimum range")]
    [InlineData("redemption", "{\"minimum\":10,\"maximum\":9}", "redemption.maximum range")]
    [InlineData("redemption", "{\"multipleOf\":100,\"maximum\":99}", "redemption.maximum range")]
    [InlineData("redemption", "{\"multipleOf\":100,\"minimum\":150,\"maximum\":199}", "redemption.maximum range")]
    [InlineData("redemption", "{\"validation\":\"sms\"}", "redemption.validation format")]
    [InlineData("redemption", "{\"codeMinutes\":1441}", "redemption.codeMinutes range")]
    [InlineData("redemption", "{\"codeLength\":5}", "redemption.codeLength range")]
    [InlineData("redemption", "{\"codeLength\":13}", "redemption.codeLength range")]
    [InlineData("redemption", "{\"codeChannel\":\"otp\"}", "redemption.codeChannel format")]
    [InlineData("reversal", "{\"graceDays\":-1}", "reversal.graceDays range")]
    [InlineData("reversal", "{\"allowNegativeBalance\":1}", "reversal.allowNegativeBalance type")]
    public void A_bad_field_of_a_program_is_named(string field, string json, string error)
    {
        var fields = Parse(GoodProgram, field, json);
        ProgramDraft.Read(fields, Given.Program(), [], Limits);
        Assert.Equal([error], Errors(fields));
    }

    [Fact]
    public void A_good_client_is_read_whole()
    {
        var fields = Parse(
            GoodClient,
            "keys",
            $$"""[{"keyId":"k","publicKeyPem":{{JsonSerializer.Serialize(Pem)}}}]"""
        );
        var client = ClientDraft.Read(fields, Blank(), Limits);

        Assert.Empty(fields.Errors);
        Assert.Equal(["points.earn", "manage"], client.Scopes);
        Assert.Equal((SignaturePolicy.Optional, "acme"), (client.Signature, client.Partner));
        Assert.Equal(CallbackSigning.RsaSha256, client.CallbackSigning);
        Assert.Equal(3, client.CallbackHosts.Count);
        Assert.Equal(("k", Pem), (client.Keys.Single().KeyId, client.Keys.Single().PublicKeyPem));
    }

    [Theory]
    [InlineData("name", "null", "name required")]
    [InlineData("scopes", "[]", "scopes length")]
    [InlineData("scopes", "[\"points.earn\",\"root\"]", "scopes[1] not_allowed")]
    [InlineData("scopes", "[\"points.earn\",\"points.earn\"]", "scopes[1] duplicate")]
    [InlineData("signature", "\"maybe\"", "signature format")]
    [InlineData("signature", "\"required\"", "keys required")]
    [InlineData("keys", "[{\"keyId\":\"a\"}]", "keys[0].publicKeyPem required")]
    [InlineData("keys", "[{\"keyId\":\"a\",\"publicKeyPem\":\"no\"}]", "keys[0].publicKeyPem format")]
    [InlineData("keys", "[{\"keyId\":\"a\\\"b\",\"publicKeyPem\":\"no\"}]", "keys[0].keyId format")]
    [InlineData("keys", "[null,null,null]", "keys length")]
    [InlineData("callbackHosts", "[\"https://shop.example\"]", "callbackHosts[0] format")]
    [InlineData("callbackHosts", "[\"shop.example:443\"]", "callbackHosts[0] format")]
    [InlineData("callbackHosts", "[\"a.example\",\"A.example\"]", "callbackHosts[1] duplicate")]
    [InlineData("callbackSigning", "\"EcdsaSha256\"", "callbackSigning format")]
    [InlineData("partner", "\"\"", "partner length")]
    public void A_bad_field_of_a_client_is_named(string field, string json, string error)
    {
        var fields = Parse(GoodClient, field, json);
        ClientDraft.Read(fields, Blank(), Limits);
        Assert.Equal([error], Errors(fields));
    }

    [Fact]
    public void Two_keys_have_two_names()
    {
        var key = $$"""{"keyId":"k","publicKeyPem":{{JsonSerializer.Serialize(Pem)}}}""";
        var fields = Parse(GoodClient, "keys", $"[{key},{key}]");
        ClientDraft.Read(fields, Blank(), Limits);
        Assert.Equal(["keys[1].keyId duplicate"], Errors(fields));
    }

    private static Client Blank() =>
        new()
        {
            ClientId = Given.ClientId,
            OrgId = Given.Org,
            Name = "",
            Scopes = [],
        };

    private static JsonFields Parse(string json, string field, string value)
    {
        var body = JsonNode.Parse(json)!.AsObject();
        body[field] = JsonNode.Parse(value);
        return Parse(body.ToJsonString());
    }

    private static JsonFields Parse(string json)
    {
        Assert.True(JsonFields.TryParse(System.Text.Encoding.UTF8.GetBytes(json), out var fields));
        return fields;
    }

    private static IEnumerable<string> Errors(JsonFields fields) =>
        fields.Errors.Select(error => $"{error.Field} {error.Code}");
}
