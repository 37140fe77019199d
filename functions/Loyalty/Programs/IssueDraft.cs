using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Loyalty.Json;

namespace Loyalty.Programs;

/// <summary>The body of <c>POST /v1/transactions</c> (seed 003), valid in itself.</summary>
public sealed record IssueDraft
{
    private const int MaxDescription = 200;

    public required ProgramId ProgramId { get; init; }

    /// <summary>In whole units of the program's currency, from 1.</summary>
    public required long Value { get; init; }

    /// <summary>The member of the program, or a user who is connected with one.</summary>
    public required MemberId UserId { get; init; }
    public required RequestId ReferenceNumber { get; init; }
    public string? Description { get; init; }
    public bool Bonus { get; init; }

    /// <summary>Reads the body; what is wrong is in its errors.</summary>
    public static IssueDraft Read(JsonFields fields) =>
        new()
        {
            ProgramId = fields.Id<ProgramId>("programId"),
            Value = fields.Whole("value", 1, ProgramRates.MaxValue),
            UserId = fields.Id<MemberId>("userId"),
            ReferenceNumber = fields.Id<RequestId>("referenceNumber"),
            Description = fields.Line("description", required: false, MaxDescription),
            Bonus = fields.Flag("bonus", required: false) ?? false,
        };

    /// <summary>Equal for equal values, however the JSON was written.</summary>
    public string ContentHash()
    {
        var form = string.Join(
            '\n',
            ProgramId.Value,
            Value.ToString(CultureInfo.InvariantCulture),
            UserId.Value,
            Bonus ? "bonus" : "",
            Description
        );
        return Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(form)));
    }
}
