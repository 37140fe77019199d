using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Local.Tests.Http;
using Xunit.Abstractions;

namespace Loyalty.Local.Tests.Fuzz;

/// <summary>Every route of the app, asked by somebody who may do everything, with what is nearly right and what is not:
/// no answer is a fault, nothing is logged that must not be, and the books hold.</summary>
public abstract class SurfaceFuzzTests(HostFixture fixture, ITestOutputHelper output)
{
    public sealed class OnSqlite(HostFixture fixture, ITestOutputHelper output)
        : SurfaceFuzzTests(fixture, output),
            IClassFixture<HostFixture>;

    public sealed class OnCosmos(CosmosHostFixture fixture, ITestOutputHelper output)
        : SurfaceFuzzTests(fixture, output),
            IClassFixture<CosmosHostFixture>;

    private const int Connections = 4;
    private const string Marker = "mArKeR4711";

    private static readonly int Seed = int.TryParse(Environment.GetEnvironmentVariable("LOYALTY_SEED"), out var seed)
        ? seed
        : 20261128;

    private readonly ConcurrentDictionary<string, int> answers = new();

    [Fact]
    [Trait("Category", "Long")]
    public async Task Nothing_that_can_be_asked_of_any_route_is_answered_with_a_fault()
    {
        var client = await fixture.Setup.ClientAsync(client => client with { Scopes = Scopes.All, Partner = "Mine" });
        var surface = await SurfaceAsync(client);
        var watch = Stopwatch.StartNew();

        await Task.WhenAll(
            Enumerable
                .Range(0, Connections)
                .Select(connection => Task.Run(() => RunAsync(connection, surface, fixture.Setup.PartnerOf(client))))
        );

        output.WriteLine($"Seed {Seed}, {FuzzTests.Requests} requests in {watch.Elapsed}:");
        foreach (var (answer, count) in answers.OrderBy(answer => answer.Key, StringComparer.Ordinal))
            output.WriteLine($"{answer}: {count}");
        var done = AppRoute
            .All.Where(route => answers.Keys.Any(key => key.StartsWith($"{route} 2", StringComparison.Ordinal)))
            .ToList();
        Assert.True(
            done.Count > AppRoute.All.Count * 2 / 3,
            $"Only {done.Count} of {AppRoute.All.Count} routes did anything."
        );
        Assert.DoesNotContain(fixture.Logs.Lines, line => line.Contains(Marker, StringComparison.Ordinal));
        await fixture.QuietAsync();
        await fixture.AssertProvenAsync();
    }

    private async Task RunAsync(int connection, FuzzSurface surface, Partner partner)
    {
        using var raw = new RawConnection(fixture.Host.BaseUrl);
        for (var i = connection; i < FuzzTests.Requests; i += Connections)
        {
            var random = new Random(HashCode.Combine(Seed, i));
            var route = AppRoute.All[random.Next(AppRoute.All.Count)];
            var request = surface.Request(route, random);
            if (random.Next(30) > 0)
                request["Authorization"] = "Bearer " + await partner.TokenAsync();
            if (random.Next(5) == 0)
                Spoiling.Apply(request, random);
            var bytes = request.ToBytes();

            var answer = await raw.SendAsync(bytes, hasBody: request.Method != "HEAD");

            // A body that is refused unread may end the connection before its answer is read.
            if (answer is null && bytes.Length > 60_000)
                continue;
            var fault =
                answer is null ? "no answer"
                : request.Method == "HEAD" && answer.Status < 500 ? null
                : answer.Status == 503 && await IsKeptElsewhereAsync(request.Target) ? null
                : answer.FaultOf(request.Target.StartsWith(Partner.TokenPath, StringComparison.Ordinal));
            Assert.True(
                fault is null,
                $"seed {Seed}, request {i}, {fault}: {answer}\n{Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, 2000)])}\n"
                    + string.Join(
                        '\n',
                        fixture.Logs.Lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal)).Take(3)
                    )
            );
            answers.AddOrUpdate($"{route} {answer!.Status}", 1, (_, count) => count + 1);
            surface.Learn(request, answer);
        }
    }

    /// <summary>Whether a path is a program's whose books another system keeps: one that nobody can reach.</summary>
    private async Task<bool> IsKeptElsewhereAsync(string target) =>
        target.Split('/') is ["", "v1", "programs", var id, ..]
        && ProgramId.TryParse(id, out var program)
        && await fixture
            .Service<CachedCatalog>()
            .FindAsync<PointProgram>(PointProgram.KeyOf(fixture.Demo.OrgId, program), default)
            is { Remote: not null };

    private async Task<FuzzSurface> SurfaceAsync(Client client)
    {
        using var document = JsonDocument.Parse(await fixture.Http.GetStringAsync("/openapi.json"));
        var demo = fixture.Demo;
        var surface = new FuzzSurface(
            document.RootElement.Clone(),
            Marker,
            new HashSet<string> { client.ClientId.Value, demo.Owner.ClientId.Value, demo.Partner.ClientId.Value }
        );
        surface.Know("orgId", demo.OrgId.Value);
        surface.Know("userId", demo.UserId.Value);
        surface.Know("programId", Setup.Program.Value);
        surface.Know("partner", client.Partner!);
        foreach (var type in new[] { RuleType.Earn, RuleType.Redeem })
            surface.Know("ruleId", (await fixture.Setup.RuleAsync(type, client)).RuleId.Value);
        return surface;
    }
}
