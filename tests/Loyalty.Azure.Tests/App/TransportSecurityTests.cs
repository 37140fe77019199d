using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace Loyalty.Azure.Tests.App;

/// <summary>Who came by https is told to stay with it, by every kind of answer.</summary>
public class TransportSecurityTests
{
    [Theory]
    [InlineData("https", null, true)]
    [InlineData("http", "https", true)]
    [InlineData("http", "HTTPS, http", true)]
    [InlineData("http", null, false)]
    [InlineData("http", "http", false)]
    [InlineData("http", "http, https", false)]
    [InlineData("http", "", false)]
    public async Task The_header_is_there_when_the_caller_came_by_https(string scheme, string? before, bool expected)
    {
        IResult[] answers =
        [
            Reply.Empty(204),
            Reply.Problem(Refusal.NotFound),
            Reply.Bytes(200, [1], "application/octet-stream"),
            new SiteFile("index.html", [1]),
        ];
        foreach (var answer in answers)
        {
            var context = new DefaultHttpContext();
            context.Request.Scheme = scheme;
            if (before is not null)
                context.Request.Headers["X-Forwarded-Proto"] = before;
            await answer.ExecuteAsync(context);
            Assert.Equal(
                expected ? "max-age=31536000" : "",
                context.Response.Headers.StrictTransportSecurity.ToString()
            );
        }
    }
}
