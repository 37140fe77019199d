using Loyalty.Catalog;

namespace Loyalty.Programs;

/// <summary>A program as clients see it that issue its points.</summary>
public sealed record PartnerProgramDocument
{
    public required ProgramId ProgramId { get; init; }
    public required string Name { get; init; }
    public required string Currency { get; init; }
    public required decimal PointsPerUnit { get; init; }

    /// <summary>What one point is worth in the currency.</summary>
    public required decimal PricePerPoint { get; init; }

    /// <summary>The smallest value that is worth a point.</summary>
    public required decimal MinValue { get; init; }

    /// <summary>The largest value that can be issued at once.</summary>
    public required long MaxValue { get; init; }

    public static PartnerProgramDocument Of(PointProgram program) =>
        new()
        {
            ProgramId = program.ProgramId,
            Name = program.Name,
            Currency = program.Currency,
            PointsPerUnit = program.PointsPerUnit,
            PricePerPoint = program.PricePerPoint(),
            MinValue = program.LeastValue(),
            MaxValue = program.MostValue(),
        };
}
