using Loyalty.Json;
using Loyalty.Ledger.Reading;

namespace Loyalty.Ownership;

/// <summary>The body of <c>POST /manage/setup</c>, valid in itself.</summary>
public sealed record SetupRequest
{
    private const string FirstProgram = "points";
    private const int LongestName = 200;

    public required OrgId OrgId { get; init; }

    /// <summary>The organisation's name for people.</summary>
    public required string Name { get; init; }

    /// <summary>The organisation's default program; <c>points</c> unless named.</summary>
    public required ProgramId ProgramId { get; init; }

    /// <summary>Reads a body; null when anything is wrong with it, and <paramref name="errors"/> says what.</summary>
    /// <param name="body">JSON in UTF-8.</param>
    /// <param name="errors">Every wrong field; empty when the body is no JSON object at all.</param>
    public static SetupRequest? Read(ReadOnlyMemory<byte> body, out IReadOnlyList<FieldError> errors)
    {
        errors = [];
        if (!JsonFields.TryParse(body, out var fields))
            return null;
        var org = fields.Id<OrgId>("orgId");
        var name = fields.Line("name", required: true, LongestName);
        var program = fields.OptionalId<ProgramId>("programId") ?? TextId.From<ProgramId>(FirstProgram);
        if (program.Value == BalanceQuery.DefaultProgram)
            fields.Fail("programId", "not_allowed", "This name stands for the default program.");
        errors = fields.Errors;
        return name is null || errors.Count > 0
            ? null
            : new SetupRequest
            {
                OrgId = org,
                Name = name,
                ProgramId = program,
            };
    }
}
