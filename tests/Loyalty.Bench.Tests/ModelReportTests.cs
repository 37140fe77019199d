using System.Globalization;
using System.Text.RegularExpressions;
using Loyalty.Bench.Model;
using Loyalty.Local.Tests.House;

namespace Loyalty.Bench.Tests;

/// <summary>The tables that operators read, against what the model says.</summary>
public sealed partial class ModelReportTests
{
    private const double Tolerance = 0.25;

    [Fact]
    public void The_guide_has_the_tables_that_the_model_prints()
    {
        var guide = Repository.Read("infra/README.md").Split('\n').ToHashSet();
        var rows = ModelReport.Format(ModelReport.DefaultSeed).Split('\n').Where(line => line.StartsWith('|')).ToList();
        var told = guide
            .Where(line => line.StartsWith('|'))
            .Select(line => (Line: line, Shape: ShapeOf(line)))
            .ToList();

        Assert.All(
            rows,
            row =>
                Assert.Contains(
                    told,
                    line => line.Shape == ShapeOf(row) && NumbersOf(line.Line).Zip(NumbersOf(row)).All(AreClose)
                )
        );
    }

    [Fact]
    public void The_same_seed_gives_the_same_course_and_another_does_not()
    {
        var deployment = new Deployment();
        double[] MeansOf(int seed)
        {
            var course = deployment.Run(seed, perSecond: 100, duration: 10);
            return [course.Accepted.Mean, course.Applied.Mean, course.Told.Mean];
        }

        Assert.Equal(MeansOf(1), MeansOf(1));
        Assert.NotEqual(MeansOf(1), MeansOf(2));
    }

    /// <summary>Another processor rounds otherwise, and chance takes another course then.</summary>
    private static bool AreClose((double Told, double Said) pair) =>
        Math.Abs(pair.Told - pair.Said) <= Math.Max(3, Tolerance * pair.Said);

    private static string ShapeOf(string row) => Number().Replace(row, "#");

    private static double[] NumbersOf(string row) =>
        [
            .. Number()
                .Matches(row)
                .Select(found => double.Parse(found.Value.Replace(" ", ""), CultureInfo.InvariantCulture)),
        ];

    [GeneratedRegex(@"\d{1,3}( \d{3})*(\.\d)?")]
    private static partial Regex Number();
}
