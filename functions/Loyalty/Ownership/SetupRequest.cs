using Loyalty.Json;

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
        var name = fields.Text("name", required: true);
        if (name?.Length is 0 or > LongestName)
            fields.Fail("name", "length", $"Must be 1 to {LongestName} characters.");
        var program = fields.Text("programId", required: false) ?? FirstProgram;
        if (!ProgramId.TryParse(program, out var programId))
            fields.Fail(
                "programId",
                "format",
                $"Must be 1 to {TextId.MaxLength} characters without control characters."
            );
        errors = fields.Errors;
        return name is null || errors.Count > 0
            ? null
            : new SetupRequest
            {
                OrgId = org,
                Name = name,
                ProgramId = programId,
            };
    }
}
