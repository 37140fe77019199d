using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Loyalty.Identity;
using Loyalty.Signing;

namespace Loyalty.Local.Demo;

/// <summary>The whole way of a points request, told by a partner that knows nothing but <c>demo.json</c>.</summary>
internal sealed class DemoStory(HttpClient http, DemoFile demo, CallbackListener listener, TextWriter output)
{
    private static readonly TimeSpan CallbackWithin = TimeSpan.FromSeconds(15);
    private bool went = true;

    /// <summary>Goes every step and shows it; false when one did not end as it should.</summary>
    public async Task<bool> TellAsync(CancellationToken cancellationToken)
    {
        await StepAsync("1 Token", "client id and secret are exchanged for a token of 10 minutes");
        var token = await TokenAsync(cancellationToken);
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);

        await StepAsync("2 Balance", "before anything");
        await BalanceAsync(cancellationToken);

        await StepAsync("3 Earn 250", "signed; accepted at once, applied a moment later");
        await SendAsync(demo.EarnRuleId, "demo-1", 250, HttpStatusCode.Accepted, cancellationToken);
        await CallbackAsync(cancellationToken);

        await StepAsync("4 The same again", "answered as before, never applied twice; the callback comes again");
        await SendAsync(demo.EarnRuleId, "demo-1", 250, HttpStatusCode.Accepted, cancellationToken);
        await CallbackAsync(cancellationToken);

        await StepAsync("5 Redeem 100", "");
        await SendAsync(demo.RedeemRuleId, "demo-2", 100, HttpStatusCode.Accepted, cancellationToken);
        await CallbackAsync(cancellationToken);

        await StepAsync("6 Redeem too much", "refused at the door, nothing claimed");
        await SendAsync(demo.RedeemRuleId, "demo-3", 1_000_000, HttpStatusCode.BadRequest, cancellationToken);

        await StepAsync("7 Balance", "after all");
        await BalanceAsync(cancellationToken);
        return went;
    }

    private Task StepAsync(string title, string what) =>
        output.WriteLineAsync(what.Length == 0 ? $"\n{title}" : $"\n{title}: {what}");

    private async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(
            new Dictionary<string, string>
            {
                ["client_id"] = demo.Partner.ClientId.Value,
                ["client_secret"] = demo.Partner.ClientSecret,
                ["grant_type"] = "client_credentials",
            }
        );
        using var answer = await http.PostAsync("/realms/partner" + Discovery.TokenPath, form, cancellationToken);
        answer.EnsureSuccessStatusCode();
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
        await output.WriteLineAsync($"   {(int)answer.StatusCode} scope: {json.RootElement.GetProperty("scope")}");
        return json.RootElement.GetProperty("access_token").GetString()
            ?? throw new InvalidOperationException("The token endpoint gave no token.");
    }

    private async Task SendAsync(
        RuleId rule,
        string requestId,
        int amount,
        HttpStatusCode expected,
        CancellationToken cancellationToken
    )
    {
        var now = TimeProvider.System.GetUtcNow();
        var body = Encoding.UTF8.GetBytes(SignedCurl.Body(demo, rule, requestId, amount, listener.Url));
        using var key = SigningKey.FromPem(demo.Partner.KeyId, demo.Partner.PrivateKeyPem, now);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/points") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in RequestSigner.Sign(key, "POST", "/points", body, now))
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await http.SendAsync(request, cancellationToken);
        went &= answer.StatusCode == expected;
        await output.WriteLineAsync(
            $"   {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}"
        );
    }

    private async Task CallbackAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(CallbackWithin);
        var callback = await listener.Received.ReadAsync(patience.Token);
        went &= callback.IsGood;
        await output.WriteLineAsync(
            $"   callback, signature {callback.Signature}, webhook-signature {callback.Webhook}:\n   {callback.Body}"
        );
    }

    private async Task BalanceAsync(CancellationToken cancellationToken)
    {
        var path = $"/latitude-points/orgs/{demo.OrgId}/point-programs/default/balances/{demo.UserId}";
        await output.WriteLineAsync("   " + await http.GetStringAsync(path, cancellationToken));
    }
}
