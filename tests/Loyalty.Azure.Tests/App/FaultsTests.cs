using System.Text.Json;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loyalty.Azure.Tests.App;

/// <summary>What a fault is answered with.</summary>
public class FaultsTests
{
    private const string Token = "/realms/partner/protocol/openid-connect/token";

    [Theory]
    [InlineData("/points", true, 503, "code", "unavailable")]
    [InlineData("/points", false, 500, "code", "unexpected_error")]
    [InlineData(Token, true, 503, "error", "temporarily_unavailable")]
    [InlineData(Token, false, 500, "error", "server_error")]
    public async Task A_caller_is_told_in_the_form_that_it_reads_and_no_word_of_the_fault(
        string path,
        bool passes,
        int status,
        string field,
        string expected
    )
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        using var body = new MemoryStream();
        var http = new DefaultHttpContext { RequestServices = services };
        http.Request.Method = "POST";
        http.Request.Path = path;
        http.Response.Body = body;

        Exception fault = passes
            ? new UnavailableException("Inner words.")
            : new InvalidOperationException("Inner words.");
        await Faults.AnswerAsync(http, fault, NullLogger.Instance);

        Assert.Equal(status, http.Response.StatusCode);
        Assert.Equal(passes, http.Response.Headers.ContainsKey("Retry-After"));
        Assert.Equal("no-store", http.Response.Headers.CacheControl);
        using var answer = JsonDocument.Parse(body.ToArray());
        Assert.Equal(expected, answer.RootElement.GetProperty(field).GetString());
        Assert.DoesNotContain("Inner", answer.RootElement.GetRawText(), StringComparison.Ordinal);
    }
}
