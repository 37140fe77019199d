using System.Text.Json.Nodes;

namespace Loyalty.Local.Tests.Support;

/// <summary>The body of a points request.</summary>
internal sealed record PointsBody(string UserId, string RuleId, long Amount, string RequestId)
{
    public string? CallbackUrl { get; init; }

    public string ToJson()
    {
        var json = new JsonObject
        {
            ["userId"] = UserId,
            ["ruleId"] = RuleId,
            ["amount"] = Amount,
            ["requestId"] = RequestId,
        };
        if (CallbackUrl is not null)
            json["callbackUrl"] = CallbackUrl;
        return json.ToJsonString();
    }
}
