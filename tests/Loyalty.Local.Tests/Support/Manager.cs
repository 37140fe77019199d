using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Loyalty.Local.Tests.Support;

/// <summary>Somebody at an organisation's console: calls the management API over HTTP and by nothing else.</summary>
internal sealed class Manager(HttpClient http, Partner credentials)
{
    /// <summary>The demo organisation's owner.</summary>
    public static Manager Of(HostFixture fixture) =>
        new(
            fixture.Http,
            new Partner(
                fixture.Http,
                fixture.Time,
                fixture.Demo.Owner.ClientId.Value,
                fixture.Demo.Owner.ClientSecret,
                fixture.Partner.Key
            )
        );

    public Task<Answer> GetAsync(string path, string? accept = null) =>
        SendAsync(HttpMethod.Get, path, null, accept: accept);

    public Task<Answer> PostAsync(string path, string json, string? key = null) =>
        SendAsync(HttpMethod.Post, path, json, key);

    /// <summary>All items of a list, page by page.</summary>
    public async Task<List<JsonElement>> ListAsync(string path, int limit = 50)
    {
        var items = new List<JsonElement>();
        string? cursor = null;
        for (var pages = 0; pages < 500; pages++)
        {
            var next = cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";
            var answer = await GetAsync($"{path}{(path.Contains('?') ? '&' : '?')}limit={limit}{next}");
            Assert.True(answer.Status == 200, answer.ToString());
            items.AddRange(answer.Json.GetProperty("items").EnumerateArray());
            cursor = answer.Json.GetProperty("nextCursor").GetString();
            if (cursor is null)
                return items;
        }

        throw new InvalidOperationException("The list has no end.");
    }

    private async Task<Answer> SendAsync(
        HttpMethod method,
        string path,
        string? json,
        string? key = null,
        string? accept = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await credentials.TokenAsync());
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        if (accept is not null)
            request.Headers.Add("Accept", accept);
        using var response = await http.SendAsync(request);
        return await Answer.ReadAsync(response);
    }
}
