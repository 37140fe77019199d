using System.Net;
using System.Text.RegularExpressions;
using Loyalty.Local.Tests.House;

namespace Loyalty.Console.Tests;

/// <summary>How the console's files are served, and what must not be in them.</summary>
[Collection(ConsoleCollection.Name)]
public sealed partial class ServingTests(ConsoleFixture fixture)
{
    private const string Folder = "functions/LoyaltyFunctions/BusinessConsole/Site";

    private HttpClient Http => fixture.Host.Http;

    public static TheoryData<string> Files =>
        [
            .. Sources("*")
                .Select(path => Path.GetRelativePath(Path.Combine(Repository.Root, Folder), path).Replace('\\', '/')),
        ];

    [Theory]
    [InlineData("/")]
    [InlineData("/console")]
    public async Task People_are_led_to_the_console(string path)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false };
        using var http = new HttpClient(handler) { BaseAddress = Http.BaseAddress };

        using var response = await http.GetAsync(path);

        Assert.Equal(HttpStatusCode.Found, response.StatusCode);
        Assert.Equal("/console/", response.Headers.Location?.OriginalString);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Each_file_is_served_with_its_type_and_a_strict_policy(string file)
    {
        using var response = await Http.GetAsync("/console/" + file);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            Path.GetExtension(file) switch
            {
                ".html" => "text/html",
                ".css" => "text/css",
                ".js" => "text/javascript",
                _ => "image/svg+xml",
            },
            response.Content.Headers.ContentType?.MediaType
        );
        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        foreach (
            var part in (string[])
                [
                    "default-src 'none'",
                    "script-src 'self'",
                    "style-src 'self'",
                    "connect-src 'self'",
                    "form-action 'self'",
                    "base-uri 'none'",
                    "frame-ancestors 'none'",
                ]
        )
            Assert.Contains(part, policy.Split("; "));
        Assert.DoesNotContain("unsafe", policy);
        Assert.Equal("nosniff", Assert.Single(response.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("no-referrer", Assert.Single(response.Headers.GetValues("Referrer-Policy")));
    }

    [Theory]
    [InlineData("/console/nothing.js")]
    [InlineData("/console/../../host.json")]
    [InlineData("/console/%2e%2e/ConsoleFunction.cs")]
    [InlineData("/console/pages/")]
    public async Task What_is_not_there_is_not_found(string path)
    {
        using var response = await Http.GetAsync(path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_file_that_is_known_is_not_sent_again()
    {
        using var first = await Http.GetAsync("/console/app.js");
        var tag = first.Headers.ETag!.ToString();

        Assert.Equal(HttpStatusCode.NotModified, await AskAsync(HttpMethod.Get, tag));
        Assert.Equal(HttpStatusCode.NotModified, await AskAsync(HttpMethod.Head, $"\"other\", W/{tag}"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(HttpMethod.Get, "\"other\""));
    }

    [Fact]
    public async Task Head_tells_the_length_and_sends_nothing()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/console/");
        using var response = await Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            new FileInfo(Path.Combine(Repository.Root, Folder, "index.html")).Length,
            response.Content.Headers.ContentLength
        );
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public void No_text_can_become_markup_and_nothing_is_inline_or_foreign()
    {
        foreach (var path in Sources("*.js"))
        {
            var text = File.ReadAllText(path);
            Assert.False(Dangerous().IsMatch(text), $"{path}: {Dangerous().Match(text).Value}");
            Assert.True(text.Split('\n').Length <= 350, $"{path} is long.");
        }

        var page = File.ReadAllText(Path.Combine(Repository.Root, Folder, "index.html"));
        Assert.DoesNotContain("style=", page);
        Assert.DoesNotContain("<style", page);
        Assert.Single(Regex.Matches(page, "<script"));
        Assert.DoesNotMatch("(src|href)=\"(https?:)?//", page);
    }

    [Fact]
    public void Each_module_and_style_is_used()
    {
        var site = Path.Combine(Repository.Root, Folder);
        var text = string.Concat(Sources("*.js").Append(Path.Combine(site, "index.html")).Select(File.ReadAllText));
        Assert.All(
            Sources("*.js").Concat(Sources("*.css")).Select(Path.GetFileName),
            name => Assert.Matches($"[/\"']{Regex.Escape(name!)}[\"']", text)
        );
    }

    private static IEnumerable<string> Sources(string pattern) => Repository.Sources(Folder, pattern);

    private async Task<HttpStatusCode> AskAsync(HttpMethod method, string known)
    {
        using var request = new HttpRequestMessage(method, "/console/app.js");
        request.Headers.TryAddWithoutValidation("If-None-Match", known);
        using var response = await Http.SendAsync(request);
        return response.StatusCode;
    }

    [GeneratedRegex(
        @"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|srcdoc|localStorage|sessionStorage|document\.cookie|https?://(?!www\.w3\.org/)"
    )]
    private static partial Regex Dangerous();
}
