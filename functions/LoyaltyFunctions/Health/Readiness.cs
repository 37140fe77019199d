using Loyalty;
using Microsoft.Extensions.Logging;

namespace LoyaltyFunctions.Health;

/// <summary>
/// What is not ready. Anybody may ask, so the stores and queues are asked by one caller at a time, and what they said
/// is kept for <see cref="Kept"/>.
/// </summary>
public sealed partial class Readiness(IEnumerable<IReadiness> checks, TimeProvider time, ILogger<Readiness> logger)
{
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);

    /// <summary>How long each may take: what answers later is as good as away.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private Task<IReadOnlyList<string>>? latest;
    private long askedAt;

    /// <summary>The names of all that cannot be reached.</summary>
    public Task<IReadOnlyList<string>> UnreachableAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (latest is null || (latest.IsCompleted && time.GetElapsedTime(askedAt) >= Kept))
            {
                askedAt = time.GetTimestamp();
                // For all who wait, so that none of them ends it.
                latest = Task.Run(() => AskAsync(CancellationToken.None), CancellationToken.None);
            }

            return latest.WaitAsync(cancellationToken);
        }
    }

    private async Task<IReadOnlyList<string>> AskAsync(CancellationToken cancellationToken)
    {
        var unreachable = new List<string>();
        foreach (var check in checks)
        {
            using var ending = new CancellationTokenSource(Patience, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ending.Token, cancellationToken);
            try
            {
                // A disk that hangs does not heed a cancellation.
                await check.CheckAsync(either.Token).WaitAsync(either.Token);
            }
            catch (Exception fault)
            {
                Unreachable(logger, fault, check.Name);
                unreachable.Add(check.Name);
            }
        }

        return unreachable;
    }

    [LoggerMessage(910, LogLevel.Error, "The {Name} is not ready.")]
    private static partial void Unreachable(ILogger logger, Exception fault, string name);
}
