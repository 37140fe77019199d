using Loyalty.Catalog;

namespace Loyalty.Programs;

/// <summary>What a value in a program's currency is worth in its points: exact, with fractions of a point dropped.</summary>
public static class ProgramRates
{
    /// <summary>The largest value of one request, in whole units of the currency.</summary>
    public const long MaxValue = 1_000_000_000;

    /// <summary>The points of a value from 1 to <see cref="MaxValue"/>; zero where it is worth less than one.</summary>
    public static Points PointsOf(this PointProgram program, long value)
    {
        // A decimal product is rounded to 28 digits, which could make a whole point of almost one.
        var rate = program.PointsPerUnit;
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(rate, bits);
        var digits = ((UInt128)(uint)bits[2] << 64) | ((UInt128)(uint)bits[1] << 32) | (uint)bits[0];
        UInt128 scale = 1;
        for (var i = 0; i < rate.Scale; i++)
            scale *= 10;
        return new Points((long)(digits * (UInt128)value / scale));
    }

    /// <summary>What one point is worth in the currency, to 12 decimals.</summary>
    public static decimal PricePerPoint(this PointProgram program) => decimal.Round(1 / program.PointsPerUnit, 12);

    /// <summary>The smallest value that is worth a point.</summary>
    public static decimal LeastValue(this PointProgram program) =>
        Math.Max(1, decimal.Ceiling(1 / program.PointsPerUnit));

    /// <summary>The largest value that can be issued at once: that of <see cref="Points.MaxPerRequest"/>, at most
    /// <see cref="MaxValue"/>.</summary>
    public static long MostValue(this PointProgram program) =>
        program.PointsPerUnit <= 1
            ? MaxValue
            : (long)Math.Min(MaxValue, decimal.Floor(Points.MaxPerRequest / program.PointsPerUnit));
}
