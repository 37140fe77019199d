using System.Globalization;

namespace Loyalty.Bench;

/// <summary>A bound on a ratio.</summary>
/// <param name="IsFloor">Whether the ratio should be at least the bound, not at most.</param>
/// <param name="Bound">The bound.</param>
internal readonly record struct Goal(bool IsFloor, double Bound)
{
    public static Goal AtLeast(double bound) => new(IsFloor: true, bound);

    public static Goal AtMost(double bound) => new(IsFloor: false, bound);

    public bool IsMetBy(double ratio) => IsFloor ? ratio >= Bound : ratio <= Bound;

    /// <inheritdoc/>
    public override string ToString() => (IsFloor ? "≥ " : "≤ ") + Bound.ToString("0.0#", CultureInfo.InvariantCulture);
}
