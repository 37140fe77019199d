using Loyalty;
using Microsoft.Extensions.Logging;

namespace LoyaltyFunctions.Health;

/// <summary>
/// What cannot be reached. Anybody may ask, so the stores and queues are asked by one caller at a time, and what they said
/// is kept for <see cref="Kept"/>.
/// </summary>
public sealed partial class Readiness(IEnumerable<IReadiness> checks, TimeProvider time, ILogger<Readiness> logger)
{
    public static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);

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
            try
            {
                await check.CheckAsync(cancellationToken);
            }
            catch (Exception fault)
            {
                Unreachable(logger, fault, check.Name);
                unreachable.Add(check.Name);
            }
        }

        return unreachable;
    }

    [LoggerMessage(910, LogLevel.Error, "Cannot reach the {Name}.")]
    private static partial void Unreachable(ILogger logger, Exception fault, string name);
}
