using Loyalty.Bench.Servers;

namespace Loyalty.Bench.Loads;

/// <summary>Points of a platform's members, awarded and redeemed by signed requests that are applied.</summary>
internal sealed class SignedPoints(Platform platform, int members, int connections, TimeProvider time) : IDisposable
{
    private readonly SignedRequests requests = new(platform, members, time);
    private readonly HttpLoad load = new(time);

    /// <summary>How long the answers of the last load took.</summary>
    public Latency? Latency => load.Latency;

    /// <summary>Awards 10 points to each member, and does so some times.</summary>
    public async Task AwardAsync(int times, CancellationToken cancellationToken)
    {
        var token = await platform.TokenAsync(cancellationToken);
        for (var awarded = 0; awarded < times; awarded++)
            await load.AcceptedPerSecondAsync(
                platform.Url,
                requests.Make(members, token, callbackUrl: null),
                connections,
                cancellationToken
            );
        await platform.AppliedAsync([requests.LastId], token, cancellationToken);
    }

    /// <summary>Redeems a point of each of so many members, and returns how many were redeemed per second.</summary>
    public async Task<double> RedeemedPerSecondAsync(int count, CancellationToken cancellationToken)
    {
        var token = await platform.TokenAsync(cancellationToken);
        var batch = requests.MakeRedemptions(count, token);
        var started = time.GetTimestamp();
        await load.AcceptedPerSecondAsync(platform.Url, batch, connections, cancellationToken);
        await platform.AppliedAsync([requests.LastId], token, cancellationToken);
        return batch.Length / time.GetElapsedTime(started).TotalSeconds;
    }

    /// <inheritdoc/>
    public void Dispose() => requests.Dispose();
}
