using System.Net;
using System.Text;
using Loyalty.Bench.Loads;
using Loyalty.Bench.Servers;
using Loyalty.Local.Demo;

namespace Loyalty.Bench.Measurements;

/// <summary>
/// Whether memory stays bounded while ten times as many requests come in as are applied, and nothing is lost: what is
/// refused says when to come again and claims nothing, what is accepted is applied once, and afterwards requests are
/// accepted as before. So that ten times as much can be offered on the same cores, messages are applied one by one.
/// </summary>
internal sealed class OverloadMeasurement(BenchOptions options, TimeProvider time) : IMeasurement
{
    private const int MemberCount = 1000;
    private const int Senders = 256;
    private const int Overload = 10;
    private const double Normal = 0.5;
    private const int WarmUpRequests = 1000;
    private const int AfterwardsTries = 5;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public MeasurementPlan Plan { get; } =
        new(
            "overload",
            $"most memory of the server while {Overload} × of what it applies is offered, nothing lost",
            "most memory of it at half of what it applies",
            "MB",
            Goal.AtMost(1.5)
        );

    /// <inheritdoc/>
    public Task<string?> PrepareAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <inheritdoc/>
    public Task<double> MeasureSubjectAsync(CancellationToken cancellationToken) =>
        MeasureAsync(Overload, cancellationToken);

    /// <inheritdoc/>
    public Task<double> MeasureBaselineAsync(CancellationToken cancellationToken) =>
        MeasureAsync(Normal, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Loads a new server, for one that was overloaded would keep its memory.</summary>
    private async Task<double> MeasureAsync(double share, CancellationToken cancellationToken)
    {
        await using var platform = await Platform.CreateAsync(options.Folder, MemberCount, cancellationToken);
        platform.Settings["Local__BatchSize"] = "1";
        platform.Settings["Local__ParallelBatches"] = "1";
        platform.Settings["Admission__MostWaiting"] = $"{WarmUpRequests}";
        platform.Settings["Admission__BacklogEvery"] = $"{LookAgain}";
        await platform.StartAsync(cancellationToken);
        var partner = (await Partners.RegisterAsync(platform, 1, cancellationToken))[0];
        using var requests = new SignedRequests(platform, partner, MemberCount, time);
        var capacity = await WarmUp.UntilSteadyAsync(() =>
            AppliedPerSecondAsync(platform, partner, requests, cancellationToken)
        );
        var accepted = requests.Count;

        var token = await platform.TokenAsync(partner, cancellationToken);
        var each = Math.Max(1, (int)(capacity * share * options.Seconds / Senders));
        var batch = requests.Make(each * Senders, token, callbackUrl: null);
        var ids = requests.LastIds(batch.Length);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var mostMemory = MostMemoryAsync(platform, over.Token);
        var sent = await new PacedLoad(time).RunAsync(
            platform.Url,
            [.. batch.Chunk(each)],
            options.Duration,
            cancellationToken
        );
        var answers = ids.Zip(sent.SelectMany(answers => answers)).ToLookup(pair => IsAccepted(pair.Second));
        var took = answers[true].Select(pair => pair.First).ToList();
        await platform.AppliedAsync(took, token, cancellationToken);
        await over.CancelAsync();
        if (share > 1)
            await AssertUnknownAsync(
                platform,
                token,
                [.. answers[false].Select(pair => pair.First)],
                cancellationToken
            );
        else if (took.Count < batch.Length)
            throw new InvalidOperationException("Requests were refused at half of what is applied.");

        await AssertAcceptedAsync(platform, requests, token, cancellationToken);
        await AssertProvenAsync(platform, accepted + took.Count + 1, cancellationToken);
        return await mostMemory / 1e6;
    }

    private async Task<double> AppliedPerSecondAsync(
        Platform platform,
        DemoFile partner,
        SignedRequests requests,
        CancellationToken cancellationToken
    )
    {
        var token = await platform.TokenAsync(partner, cancellationToken);
        var batch = requests.Make(WarmUpRequests / 2, token, callbackUrl: null);
        var started = time.GetTimestamp();
        await new HttpLoad(time).AcceptedPerSecondAsync(platform.Url, batch, options.Connections, cancellationToken);
        await platform.AppliedAsync([requests.LastId], token, cancellationToken);
        return batch.Length / time.GetElapsedTime(started).TotalSeconds;
    }

    private async Task<long> MostMemoryAsync(Platform platform, CancellationToken over)
    {
        var look = TimeSpan.FromMilliseconds(20);
        var most = 0L;
        while (!over.IsCancellationRequested)
        {
            most = Math.Max(most, platform.ResidentBytes);
            await Task.Delay(look, time, CancellationToken.None);
        }

        return most;
    }

    private static bool IsAccepted(PacedAnswer answer) =>
        answer switch
        {
            { Status: HttpStatusCode.Accepted } => true,
            { Status: HttpStatusCode.ServiceUnavailable, IsToldWhen: true } => false,
            _ => throw new InvalidOperationException($"A request was answered {answer}."),
        };

    private async Task AssertUnknownAsync(
        Platform platform,
        string token,
        string[] refused,
        CancellationToken cancellationToken
    )
    {
        if (refused.Length == 0)
            throw new InvalidOperationException("Nothing was refused: it was not overloaded.");
        var asked = Array.ConvertAll(
            refused,
            id =>
                Encoding.ASCII.GetBytes(
                    $"GET /points/requests/{id} HTTP/1.1\r\nHost: {platform.Url.Authority}\r\n"
                        + $"Authorization: Bearer {token}\r\n\r\n"
                )
        );
        var unknown = new HttpLoad(time, HttpStatusCode.NotFound);
        await unknown.AcceptedPerSecondAsync(platform.Url, asked, options.Connections, cancellationToken);
    }

    /// <summary>One is taken in as soon as it has been looked at how many wait.</summary>
    private async Task AssertAcceptedAsync(
        Platform platform,
        SignedRequests requests,
        string token,
        CancellationToken cancellationToken
    )
    {
        var request = requests.Make(1, token, callbackUrl: null);
        for (var tries = 0; tries < AfterwardsTries; tries++)
        {
            var answers = await new PacedLoad(time).RunAsync(platform.Url, [request], LookAgain, cancellationToken);
            if (IsAccepted(answers[0][0]))
            {
                await platform.AppliedAsync([requests.LastId], token, cancellationToken);
                return;
            }

            await Task.Delay(LookAgain, time, cancellationToken);
        }

        throw new InvalidOperationException("Requests are refused though none waits.");
    }

    /// <summary>As many entries as requests were accepted, and one that opened the demo's account.</summary>
    private static async Task AssertProvenAsync(Platform platform, int accepted, CancellationToken cancellationToken)
    {
        var proof = await platform.VerifyAsync(cancellationToken);
        if (
            !proof.Contains($" {accepted + 1} entries ", StringComparison.Ordinal)
            || !proof.Contains($" {accepted} accepted requests (0 still to apply)", StringComparison.Ordinal)
        )
            throw new InvalidOperationException($"{accepted} requests were accepted, but the ledger has {proof}");
    }
}
