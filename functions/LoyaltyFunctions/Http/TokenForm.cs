using System.Text;
using Loyalty.Identity;
using Loyalty.Limits;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace LoyaltyFunctions.Http;

/// <summary>A request for a token as a form (RFC 6749 §4.4.2).</summary>
internal static class TokenForm
{
    /// <summary>Whether the body says that it is one.</summary>
    public static bool IsForm(this HttpRequest request) =>
        request
            .GetTypedHeaders()
            .ContentType?.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
        == true;

    /// <summary>Answers it.</summary>
    public static ValueTask<TokenAnswer> AnswerAsync(
        this TokenEndpoint endpoint,
        HttpRequest request,
        byte[] form,
        LimitOptions limits,
        CancellationToken cancellationToken
    ) =>
        endpoint.AnswerAsync(
            QueryHelpers.ParseQuery(Encoding.UTF8.GetString(form)),
            request.Headers.Authorization.ToString() is { Length: > 0 } authorization ? authorization : null,
            request.AddressOf(limits),
            cancellationToken
        );
}
