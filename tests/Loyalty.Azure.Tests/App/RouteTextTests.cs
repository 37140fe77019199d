using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Loyalty.Azure.Tests.App;

/// <summary>
/// The Functions host decodes a path, except for <c>%2F</c>, and encodes all of it again on its way to the app. Taken as
/// it arrives, an id with a slash would be another id: not found, or created wrongly by a PUT.
/// </summary>
public sealed class RouteTextTests
{
    [Theory]
    [InlineData("a%252Fb", "a%2Fb", true, "a/b")]
    [InlineData("a%252fb", "a%2fb", true, "a/b")]
    [InlineData("a%20b%252F%C3%BC", "a b%2Fü", true, "a b/ü")]
    [InlineData("100%25", "100%", true, "100%")]
    [InlineData("%2541", "%41", true, "%41")]
    [InlineData("a%2Fb", "a%2Fb", false, "a/b")]
    [InlineData("a%252Fb", "a%2Fb", false, "a%2Fb")]
    public void An_id_with_a_slash_is_the_same_behind_the_host(string sent, string value, bool forwarded, string id)
    {
        Assert.Equal(id, RouteText.Last(Request($"/manage/members/{sent}?x=/y", forwarded), value));
        Assert.Equal(id, RouteText.FromEnd(Request($"/manage/members/{sent}/transactions", forwarded), value, 1));
    }

    private static HttpRequest Request(string target, bool forwarded)
    {
        var http = new DefaultHttpContext();
        http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        if (forwarded)
            http.Request.Headers[RouteText.ForwardedMark] = "0a1b2c3d-0000-1111-2222-333344445555";
        return http.Request;
    }
}
