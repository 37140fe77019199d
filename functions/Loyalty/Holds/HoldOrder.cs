using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Loyalty.Json;

namespace Loyalty.Holds;

/// <summary>The body of <c>POST /points/holds</c>.</summary>
public sealed record HoldOrder
{
    /// <summary>Longest time for which points are held: 7 days.</summary>
    public const long MostSeconds = 604_800;

    public required MemberId UserId { get; init; }
    public required RuleId RuleId { get; init; }

    /// <summary>From 1 to <see cref="Points.MaxPerRequest"/>.</summary>
    public required Points Amount { get; init; }
    public required RequestId RequestId { get; init; }
    public required TimeSpan Lasts { get; init; }

    /// <summary>Reads a body; what is wrong with it stands in the fields' errors.</summary>
    public static HoldOrder Read(JsonFields fields) =>
        new()
        {
            UserId = fields.Id<MemberId>("userId"),
            RuleId = fields.Id<RuleId>("ruleId"),
            Amount = new Points(fields.Whole("amount", 1, Points.MaxPerRequest)),
            RequestId = fields.Id<RequestId>("requestId"),
            Lasts = TimeSpan.FromSeconds(fields.Whole("expiresInSeconds", 1, MostSeconds)),
        };

    /// <summary>The hash by which another order under the same id is told from the same sent again: equal for equal
    /// values, however the JSON was written.</summary>
    public string ContentHash()
    {
        var form = string.Join('\n', UserId.Value, RuleId.Value, Amount.Value.ToString(), Lasts.Ticks);
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(form)));
    }
}
