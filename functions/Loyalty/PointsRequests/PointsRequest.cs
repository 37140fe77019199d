using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Json;

namespace Loyalty.PointsRequests;

/// <summary>The body of <c>POST /points</c> (seed 000), valid in itself.</summary>
public sealed record PointsRequest
{
    public required MemberId UserId { get; init; }
    public required RuleId RuleId { get; init; }

    /// <summary>From 1 to <see cref="Points.MaxPerRequest"/>.</summary>
    public required Points Amount { get; init; }
    public required RequestId RequestId { get; init; }

    /// <summary>Where the outcome goes; null = the caller polls.</summary>
    public string? CallbackUrl { get; init; }

    /// <summary>Reads a body; null when anything is wrong with it, and <paramref name="errors"/> says what.</summary>
    /// <param name="body">JSON in UTF-8.</param>
    /// <param name="client">The caller, whose callback hosts count.</param>
    /// <param name="allowLoopbackAndHttp"><see cref="CallbackOptions.AllowLoopbackAndHttp"/>.</param>
    /// <param name="errors">Every wrong field; empty when the body is no JSON object at all.</param>
    public static PointsRequest? Read(
        ReadOnlyMemory<byte> body,
        Client client,
        bool allowLoopbackAndHttp,
        out IReadOnlyList<FieldError> errors
    )
    {
        errors = [];
        if (!JsonFields.TryParse(body, out var fields))
            return null;
        var request = new PointsRequest
        {
            UserId = fields.Id<MemberId>("userId"),
            RuleId = RuleIdOf(fields),
            Amount = new Points(fields.Whole("amount", 1, Points.MaxPerRequest)),
            RequestId = fields.Id<RequestId>("requestId"),
            CallbackUrl = fields.Text("callbackUrl", required: false),
        };
        if (
            request.CallbackUrl is { } url
            && Callbacks.CallbackUrl.FaultOf(url, client.CallbackHosts, allowLoopbackAndHttp) is { } fault
        )
            fields.Fail("callbackUrl", "not_allowed", fault);
        errors = fields.Errors;
        return errors.Count == 0 ? request : null;
    }

    /// <summary>
    /// The hash by which another request under the same id is told from the same request sent again: equal for equal
    /// values, however the JSON was written.
    /// </summary>
    public string ContentHash()
    {
        var form = string.Join('\n', UserId.Value, RuleId.Value, Amount.Value.ToString(), CallbackUrl ?? "");
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(form)));
    }

    /// <summary>
    /// A rule id is a name that we gave out: text that cannot be one names no rule, which is for the look-up to say.
    /// </summary>
    private static RuleId RuleIdOf(JsonFields fields)
    {
        if (fields.Text("ruleId", required: true) is not { } text)
            return default;
        if (text.Length is 0 or > 2 * TextId.MaxLength)
            fields.Fail("ruleId", "length", $"Must be 1 to {TextId.MaxLength} characters.");
        return RuleId.TryParse(text, out var rule) ? rule : default;
    }
}
