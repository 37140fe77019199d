using System.Text;
using Loyalty.Bench.Loads;
using Loyalty.Bench.Servers;

namespace Loyalty.Bench.Tests;

public sealed class BenchPartsTests
{
    [Theory]
    [InlineData(new double[] { 7 }, 7, 7, 7)]
    [InlineData(new double[] { 9, 1, 2 }, 2, 1, 9)]
    [InlineData(new double[] { 4, 1, 3, 2 }, 2.5, 1, 4)]
    public void The_median_is_the_middle_of_the_sorted_figures(double[] figures, double median, double min, double max)
    {
        Assert.Equal(new Spread(median, min, max), Spread.Of(figures));
    }

    [Theory]
    [InlineData(99, 99)]
    [InlineData(50, 50)]
    [InlineData(100, 100)]
    [InlineData(0.5, 1)]
    public void A_percentile_is_the_smallest_figure_that_so_many_do_not_exceed(double percent, double expected)
    {
        Assert.Equal(expected, Percentile.Of(Enumerable.Range(1, 100).Select(n => (double)n).Reverse(), percent));
        Assert.Equal(7, Percentile.Of([7], percent));
        Assert.Throws<ArgumentException>(() => Percentile.Of([], percent));
    }

    [Fact]
    public void The_latency_of_rounds_is_the_median_of_those_that_have_one()
    {
        Assert.Equal(new Latency(2, 20), Latency.MedianOf([new(1, 30), null, new(2, 20), new(3, 10)]));
        Assert.Null(Latency.MedianOf([null, null]));
    }

    [Fact]
    public void A_warm_up_ends_when_a_load_is_no_longer_faster_than_the_best()
    {
        Assert.Equal(205, WarmUpOver(100, 200, 205, 900));
        Assert.Equal(90, WarmUpOver(100, 90, 300));
    }

    [Fact]
    public void A_warm_up_ends_after_ten_loads_at_the_latest()
    {
        Assert.Equal(1024, WarmUpOver([.. Enumerable.Range(1, 12).Select(power => Math.Pow(2, power))]));
    }

    [Theory]
    [InlineData("HTTP/1.1 202 Accepted\r\nContent-Length: 3\r\n\r\n", true)]
    [InlineData("HTTP/1.1 202 Accepted\r\nContent-Length: 3\r\n\r\nab", true)]
    [InlineData("HTTP/1.1 202 Accepted\r\nContent-Length: 3\r\n\r\nabc", false)]
    [InlineData("HTTP/1.1 202 Accepted\r\nContent-Length: 3\r\n", true)]
    [InlineData("HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", true)]
    [InlineData("HTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", false)]
    public void An_answer_is_read_to_its_end(string received, bool isPartial)
    {
        Assert.Equal(isPartial, HttpAnswer.IsPartial(Encoding.ASCII.GetBytes(received), out var status));
        if (!isPartial)
            Assert.Equal(202, status);
    }

    [Theory]
    [InlineData("garbage\r\n\r\n")]
    [InlineData("HTTP/1.1 202 Accepted\r\n\r\n")]
    public void An_answer_whose_end_cannot_be_known_is_refused(string received)
    {
        Assert.Throws<FormatException>(() => HttpAnswer.IsPartial(Encoding.ASCII.GetBytes(received), out _));
    }

    [Fact]
    public void The_rate_is_read_from_what_pgbench_prints()
    {
        const string output = """
            number of failed transactions: 0 (0.000%)
            latency average = 4.101 ms
            initial connection time = 31.522 ms
            tps = 4876.812543 (without initial connection time)
            """;

        Assert.Equal(4876.812543, PostgresCluster.ReadRate(output));
        Assert.Throws<FormatException>(() => PostgresCluster.ReadRate("pgbench: error"));
    }

    private static double WarmUpOver(params double[] rates)
    {
        var next = new Queue<double>(rates);
        var warm = WarmUp.UntilSteadyAsync(() => Task.FromResult(next.Dequeue()));
        Assert.True(warm.IsCompletedSuccessfully);
        return warm.GetAwaiter().GetResult();
    }
}
