using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Loyalty.Local.Tests.ApiReference;

/// <content>What each operation promises to refuse.</content>
internal sealed partial class Visitor
{
    private const int TooLong = 70_000;

    /// <summary>Asks for every refusal that is made alike everywhere.</summary>
    public async Task AskForRefusalsAsync()
    {
        foreach (var operation in document.Operations.Where(IsOfPeople))
        {
            await RefuseCallerAsync(operation);
            await RefuseBodyAsync(operation);
            await RefuseVersionAsync(operation);
            if (operation.May(404))
                await SendAsync(operation, unknown, operation.Example, ifMatch: "\"1\"");
            if (operation.May(409) && operation.Parameters.Contains("Idempotency-Key"))
                await ReuseKeyAsync(operation);
        }
    }

    private async Task RefuseCallerAsync(ApiOperation operation)
    {
        await partner.SendAsync(new HttpRequestMessage(new HttpMethod(operation.Method), operation.At(known)));
        var request = new HttpRequestMessage(new HttpMethod(operation.Method), operation.At(known));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await partner.TokenAsync());
        await partner.SendAsync(request);
    }

    private async Task RefuseBodyAsync(ApiOperation operation)
    {
        if (operation.May(413))
            await SendAsync(operation, known, new string('x', TooLong), "\"1\"");
        if (operation.May(415))
            await SendAsync(operation, known, "text", "\"1\"", "text/plain");
        if (!operation.May(400))
            return;
        if (operation.Example is not null)
            await SendAsync(
                operation,
                known,
                """{"name":5,"status":5,"keys":5,"points":0.5,"userId":5,"members":5}""",
                "\"1\""
            );
        else if (operation.Parameters.Contains("Idempotency-Key"))
            await owner.PostAsync(operation.At(known), ifMatch: "\"1\"", key: new string('k', 200));
        else if (operation.Method == "GET")
            await owner.GetAsync($"{operation.At(known)}?limit=0&days=0&points=0");
    }

    private async Task RefuseVersionAsync(ApiOperation operation)
    {
        if (operation.May(428))
            await SendAsync(operation, known, operation.Example, ifMatch: null);
        if (operation.May(412))
            await SendAsync(operation, known, operation.Example, "\"stale\"");
    }

    private async Task ReuseKeyAsync(ApiOperation operation)
    {
        var key = Names.Next("key");
        var other = operation.Example?.DeepClone().AsObject();
        foreach (var name in (string[])["name", "reason", "externalId"])
            if (other?.ContainsKey(name) == true)
                other[name] = "Other";
        if (other is null)
        {
            foreach (var rule in (string[])[operation.At(known), "/manage/rules/demo-earn/duplicate"])
                await owner.PostAsync(rule, ifMatch: await TagAsync(rule[..rule.LastIndexOf('/')]), key: key);
            return;
        }

        await owner.PostAsync(operation.At(known), operation.Example, key: key);
        await owner.PostAsync(operation.At(known), other, key: key);
    }

    private Task<Answer> SendAsync(
        ApiOperation operation,
        IReadOnlyDictionary<string, string> values,
        JsonNode? body,
        string? ifMatch
    ) => SendAsync(operation, values, body?.ToJsonString(), ifMatch);

    private Task<Answer> SendAsync(
        ApiOperation operation,
        IReadOnlyDictionary<string, string> values,
        string? body,
        string? ifMatch,
        string contentType = "application/json"
    ) =>
        owner.SendAsync(
            new HttpMethod(operation.Method),
            operation.At(values),
            body,
            ifMatch,
            contentType: contentType
        );
}
