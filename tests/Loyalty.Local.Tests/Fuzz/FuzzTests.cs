using System.Diagnostics;
using System.Globalization;
using System.Text;
using Loyalty.Signing;
using Xunit.Abstractions;

namespace Loyalty.Local.Tests.Fuzz;

/// <summary>Requests that nobody should send: none may be answered with a fault, and none may be seen in a log.</summary>
public abstract class FuzzTests(HostFixture fixture, ITestOutputHelper output)
{
    public sealed class OnSqlite(HostFixture fixture, ITestOutputHelper output)
        : FuzzTests(fixture, output),
            IClassFixture<HostFixture>;

    public sealed class OnCosmos(CosmosHostFixture fixture, ITestOutputHelper output)
        : FuzzTests(fixture, output),
            IClassFixture<CosmosHostFixture>;

    public sealed class OnCosmosAndServiceBus(ServiceBusHostFixture fixture, ITestOutputHelper output)
        : FuzzTests(fixture, output),
            IClassFixture<ServiceBusHostFixture>;

    private const int Seed = 20260310;
    private const int Connections = 4;

    /// <summary>Stands in every body, secret and header value that a partner could mind.</summary>
    private const string Marker = "mArKeR0815";

    /// <summary>How many requests a run sends.</summary>
    internal static int Requests { get; } =
        Environment.GetEnvironmentVariable("LOYALTY_LONG") is { Length: > 0 } and not "0" ? 220_000 : 4_000;

    [Fact]
    [Trait("Category", "Long")]
    public async Task Nothing_that_can_be_sent_is_answered_with_a_fault_or_logged()
    {
        var token = await fixture.Partner.TokenAsync();
        var watch = Stopwatch.StartNew();
        var statuses = new int[600];

        await Task.WhenAll(
            Enumerable.Range(0, Connections).Select(connection => Task.Run(() => RunAsync(connection, token, statuses)))
        );

        output.WriteLine(
            $"{Requests} requests in {watch.Elapsed}: "
                + string.Join(", ", statuses.Index().Where(s => s.Item > 0).Select(s => $"{s.Index}: {s.Item}"))
        );
        Assert.True(statuses[202] > Requests / 100, "Hardly anything was accepted: everything is spoiled at the door.");
        Assert.Contains(
            fixture.Logs.Lines,
            line => line.Contains("Refused a points request", StringComparison.Ordinal)
        );
        var signature = token.Split('.')[2];
        Assert.DoesNotContain(
            fixture.Logs.Lines,
            line =>
                line.Contains(Marker, StringComparison.Ordinal) || line.Contains(signature, StringComparison.Ordinal)
        );
        await fixture.QuietAsync();
        await fixture.AssertProvenAsync();
        Assert.Equal(200, (await fixture.BalanceAsync("demo-member")).Status);
    }

    private async Task RunAsync(int connection, string token, int[] statuses)
    {
        using var raw = new RawConnection(fixture.Host.BaseUrl);
        for (var i = connection; i < Requests; i += Connections)
        {
            var random = new Random(HashCode.Combine(Seed, i));
            var request = Good(random, i, token);
            if (random.Next(20) != 0)
                Spoiling.Apply(request, random);
            var bytes = request.ToBytes();

            var answer = await raw.SendAsync(bytes, hasBody: request.Method != "HEAD");

            // A body that is refused unread may end the connection before its answer is read.
            if (answer is null && bytes.Length > 60_000)
                continue;
            var fault = answer is null
                ? "no answer"
                : answer.FaultOf(request.Target.StartsWith(Partner.TokenPath, StringComparison.Ordinal));
            if (request.Method == "HEAD" && answer is { Status: < 500 })
                fault = null;
            Assert.True(
                fault is null,
                $"seed {Seed}, request {i}, {fault}: {answer}\n{Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 2000)])}"
            );
            Interlocked.Increment(ref statuses[answer!.Status]);
        }
    }

    /// <summary>A request that would be answered well.</summary>
    private FuzzRequest Good(Random random, int i, string token)
    {
        var request = new FuzzRequest();
        switch (random.Next(6))
        {
            case 0:
                request.Target = Partner.TokenPath;
                request["Content-Type"] = "application/x-www-form-urlencoded";
                request.Body = Encoding.ASCII.GetBytes(
                    $"grant_type=client_credentials&client_id={fixture.Partner.ClientId}&client_secret={Marker}&scope="
                );
                return request;
            case 1:
                request.Method = "GET";
                request.Target = $"/points/requests/{Marker}-{random.Next(i + 1)}";
                request["Authorization"] = "Bearer " + token;
                return request;
            case 2:
                request.Method = "GET";
                request.Target = "/latitude-points/orgs/demo/point-programs/default/balances/demo-member";
                request["Authorization"] = "Bearer " + token;
                return request;
        }

        var rule = random.Next(2) == 0 ? "demo-earn" : "demo-redeem";
        request.Body = Encoding.UTF8.GetBytes(
            string.Create(
                CultureInfo.InvariantCulture,
                $$"""{"userId":"demo-member","ruleId":"{{rule}}","amount":{{random.Next(1, 9)}},"requestId":"{{Marker}}-{{random.Next(i + 1)}}"}"""
            )
        );
        request["Authorization"] = "Bearer " + token;
        request["Content-Type"] = "application/json";
        if (random.Next(3) > 0)
        {
            var now = TimeProvider.System.GetUtcNow();
            var headers =
                random.Next(2) == 0
                    ? RequestSigner.Sign(fixture.Partner.Key, "POST", "/points", request.Body, now)
                    : RequestSigner.SignMessage(fixture.Partner.Key, "POST", "/points", request.Body, now);
            foreach (var (name, value) in headers)
                request[name] = value;
        }

        return request;
    }
}
