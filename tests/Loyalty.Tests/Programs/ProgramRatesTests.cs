using System.Globalization;
using System.Numerics;
using CsCheck;
using Loyalty.Catalog;
using Loyalty.Programs;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Programs;

public class ProgramRatesTests
{
    [Theory]
    [InlineData("1", 7, 7)]
    [InlineData("0.5", 1, 0)]
    [InlineData("0.5", 3, 1)]
    [InlineData("2.5", 3, 7)]
    [InlineData("0.1", 999_999_999, 99_999_999)]
    [InlineData("1000000000", 1_000_000_000, 1_000_000_000_000_000_000)]
    [InlineData("0.0000000000000000000000000001", 1_000_000_000, 0)]
    // A product of decimals is rounded to 28 digits, and would be 1000000000.
    [InlineData("1.0000000009999999999999999999", 999_999_999, 999_999_999)]
    [InlineData("0.9999999999999999999999999999", 1_000_000_000, 999_999_999)]
    public void A_value_is_worth_the_whole_points_of_its_exact_product(string rate, long value, long points) =>
        Assert.Equal(points, Program(rate).PointsOf(value).Value);

    [Fact]
    public void It_is_what_arithmetic_of_whole_numbers_says() =>
        Gen.Select(
                Gen.Int[0, int.MaxValue],
                Gen.Int[0, int.MaxValue],
                Gen.Int[0, int.MaxValue >> 6],
                Gen.Int[0, 28],
                Gen.Long[1, 1_000_000_000]
            )
            .Where(it => new decimal(it.Item1, it.Item2, it.Item3, false, (byte)it.Item4) is > 0 and <= 1_000_000_000)
            .Sample(
                (low, middle, high, scale, value) =>
                {
                    var rate = new decimal(low, middle, high, false, (byte)scale);
                    var digits = BigInteger.Parse(
                        rate.ToString(CultureInfo.InvariantCulture).Replace(".", "", StringComparison.Ordinal)
                    );
                    var expected = digits * value / BigInteger.Pow(10, scale);
                    Assert.Equal(expected, Given.Program().WithRate(rate).PointsOf(value).Value);
                }
            );

    [Theory]
    [InlineData("1", "1", 1, 1_000_000_000)]
    [InlineData("100", "0.01", 1, 10_000_000)]
    [InlineData("0.3", "3.333333333333", 4, 1_000_000_000)]
    [InlineData("3", "0.333333333333", 1, 333_333_333)]
    [InlineData("1000000000", "0.000000001", 1, 1)]
    public void The_least_and_the_most_are_worth_points_and_what_lies_beyond_is_not(
        string rate,
        string price,
        long least,
        long most
    )
    {
        var program = Program(rate);

        Assert.Equal(decimal.Parse(price, CultureInfo.InvariantCulture), program.PricePerPoint());
        Assert.Equal((least, most), ((long)program.LeastValue(), program.MostValue()));
        Assert.InRange(program.PointsOf(least).Value, 1, Points.MaxPerRequest);
        Assert.InRange(program.PointsOf(most).Value, 1, Points.MaxPerRequest);
        Assert.True(least == 1 || program.PointsOf(least - 1) == Points.Zero);
        Assert.True(most == ProgramRates.MaxValue || program.PointsOf(most + 1).Value > Points.MaxPerRequest);
    }

    private static PointProgram Program(string rate) =>
        Given.Program().WithRate(decimal.Parse(rate, CultureInfo.InvariantCulture));
}

file static class Rates
{
    public static PointProgram WithRate(this PointProgram program, decimal rate) =>
        program with
        {
            PointsPerUnit = rate,
        };
}
