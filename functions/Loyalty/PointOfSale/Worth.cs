using System.Globalization;
using Loyalty.Catalog;

namespace Loyalty.PointOfSale;

/// <summary>
/// What points are worth at a till: points ÷ <see cref="PointProgram.PointsPerUnit"/>, in the program's currency and, times
/// <see cref="RedemptionPolicy.LocalRate"/>, in the one that the till counts in. Computed with decimals and rounded once, at
/// the end and down, to the digits that the currency has: nobody is promised more than the points are worth. Money is
/// turned into points the other way round, and up: the points pay for all of it.
/// </summary>
/// <param name="Base">In the program's currency.</param>
/// <param name="Local">In the money that the till counts in.</param>
public readonly record struct Worth(decimal Base, decimal Local)
{
    // More than there is of any money; keeps the arithmetic within what a decimal holds.
    private const decimal Most = 1_000_000_000_000_000;

    /// <summary>What points are worth.</summary>
    public static Worth Of(PointProgram program, Points points)
    {
        var local = LocalCurrencyOf(program);
        return new Worth(
            Down(Quotient(points.Value, program.PointsPerUnit), Digits(program.Currency)),
            // Divided last: a third of a unit times three is a unit.
            Down(Quotient(points.Value * (program.Redemption.LocalRate ?? 1), program.PointsPerUnit), Digits(local))
        );
    }

    /// <summary>The points that pay for so much money in the program's currency.</summary>
    public static decimal PointsFor(PointProgram program, decimal money) =>
        decimal.Ceiling(Math.Min(money, Most) * program.PointsPerUnit);

    /// <summary>What a part of a redemption was worth, so that all its parts together are worth what the whole was.</summary>
    /// <param name="worth">What the whole was worth.</param>
    /// <param name="whole">The whole.</param>
    /// <param name="left">What is left of it, the part included.</param>
    /// <param name="part">The part.</param>
    /// <param name="currency">The money that it is in.</param>
    public static decimal OfPart(decimal worth, Points whole, Points left, Points part, string currency) =>
        Share(worth, whole, left, currency) - Share(worth, whole, left - part, currency);

    /// <summary>What one point is worth in the program's currency, to 12 decimals.</summary>
    public static decimal OfOnePoint(PointProgram program) => Trim(decimal.Round(1 / program.PointsPerUnit, 12));

    /// <summary>The money that tills count in.</summary>
    public static string LocalCurrencyOf(PointProgram program) => program.Redemption.LocalCurrency ?? program.Currency;

    /// <summary>How many decimals a currency has (ISO 4217).</summary>
    public static int Digits(string currency) =>
        currency switch
        {
            "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" => 0,
            "PYG" or "RWF" or "UGX" or "UYI" or "VND" or "VUV" or "XAF" or "XOF" or "XPF" => 0,
            "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
            "CLF" or "UYW" => 4,
            _ => 2,
        };

    /// <summary>Money as books keep it.</summary>
    public static string Text(decimal money) => money.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Text"/>
    internal static decimal Parse(string? text) =>
        text is null ? 0 : decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    private static decimal Share(decimal worth, Points whole, Points part, string currency) =>
        part == whole ? worth : Down(worth * part.Value / whole.Value, Digits(currency));

    private static decimal Quotient(decimal number, decimal by) => number >= by * Most ? Most : number / by;

    private static decimal Down(decimal money, int digits) =>
        Trim(decimal.Round(money, digits, MidpointRounding.ToZero));

    /// <summary>Without zeros at its end.</summary>
    private static decimal Trim(decimal number) => number / 1.0000000000000000000000000000m;
}
