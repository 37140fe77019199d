using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Loyalty.Azure.Tests.ServiceBus;
using Loyalty.Messaging;
using Loyalty.Signing;

namespace Loyalty.Azure.Tests.App;

/// <summary>The process that is deployed, run as the Functions host runs it.</summary>
public sealed class WorkerTests
{
    [Fact]
    public async Task From_an_empty_account_to_a_signed_request_that_is_applied()
    {
        await using var app = await DeployedWorker.StartAsync();
        // Before anybody asks for anything.
        await ServerScene.UntilAsync(() => app.IsLinkedTo(QueueNames.Points));

        // The first owner, and a partner that has to sign.
        var setup = await app.SendAsync(
            HttpStatusCode.Created,
            HttpMethod.Post,
            "/manage/setup",
            DeployedApp.SetupToken,
            """{"orgId":"acme","name":"Acme"}"""
        );
        var owner = await TokenAsync(app, setup);
        using var rsa = RSA.Create(2048);
        var partner = await app.SendAsync(
            HttpStatusCode.Created,
            HttpMethod.Post,
            "/manage/clients",
            owner,
            JsonSerializer.Serialize(
                new
                {
                    name = "A shop",
                    scopes = new[] { "points.earn" },
                    signature = "required",
                    keys = new[] { new { keyId = "key-1", publicKeyPem = rsa.ExportSubjectPublicKeyInfoPem() } },
                    callbackHosts = Array.Empty<string>(),
                }
            )
        );
        var rule = await app.SendAsync(
            HttpStatusCode.Created,
            HttpMethod.Post,
            "/manage/rules",
            owner,
            JsonSerializer.Serialize(
                new
                {
                    programId = Text(setup, "programId"),
                    name = "Welcome",
                    type = "earn",
                    clientIds = new[] { Text(partner, "clientId") },
                }
            )
        );
        await app.SendAsync(
            HttpStatusCode.OK,
            HttpMethod.Post,
            $"/manage/rules/{Text(rule, "ruleId")}/activate",
            owner,
            headers: new KeyValuePair<string, string>("If-Match", "*")
        );
        await app.SendAsync(HttpStatusCode.Created, HttpMethod.Put, "/manage/members/m-1", owner, "{}");

        // The request: accepted, and in the queue.
        var token = await TokenAsync(app, partner);
        var body = JsonSerializer.Serialize(
            new
            {
                userId = "m-1",
                ruleId = Text(rule, "ruleId"),
                amount = 25,
                requestId = "r-1",
            }
        );
        using var key = SigningKey.FromPem("key-1", rsa.ExportPkcs8PrivateKeyPem(), TimeProvider.System.GetUtcNow());
        await app.SendAsync(
            HttpStatusCode.Accepted,
            HttpMethod.Post,
            "/points",
            token,
            body,
            headers: RequestSigner.Sign(
                key,
                "POST",
                "/points",
                Encoding.UTF8.GetBytes(body),
                TimeProvider.System.GetUtcNow()
            )
        );
        Assert.Single(app.Bodies(QueueNames.Points));

        await app.DeliverAsync("ApplyPoints", QueueNames.Points);

        var state = await app.SendAsync(HttpStatusCode.OK, HttpMethod.Get, "/points/requests/r-1", token);
        Assert.Equal("success", Text(state, "status"));
        var balance = await app.SendAsync(
            HttpStatusCode.OK,
            HttpMethod.Get,
            "/latitude-points/orgs/acme/point-programs/default/balances/m-1",
            owner
        );
        Assert.Equal(25, balance.GetProperty("balance").GetInt32());
    }

    private static async Task<string> TokenAsync(DeployedWorker app, JsonElement client)
    {
        var granted = await app.SendAsync(
            HttpStatusCode.OK,
            HttpMethod.Post,
            "/realms/partner/protocol/openid-connect/token",
            token: null,
            $"grant_type=client_credentials&client_id={Text(client, "clientId")}&client_secret={Text(client, "clientSecret")}",
            "application/x-www-form-urlencoded"
        );
        return Text(granted, "access_token");
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";
}
