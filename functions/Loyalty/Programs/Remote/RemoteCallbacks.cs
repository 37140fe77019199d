using Loyalty.Management.Rules;
using Microsoft.Extensions.Options;

namespace Loyalty.Programs.Remote;

/// <summary>
/// Callbacks of systems that keep a program's books. Anybody could send one, so what it says is not read: it only makes the
/// issue due, and its outcome is asked for as ever.
/// </summary>
public sealed class RemoteCallbacks(IIssueStore issues, IOptions<SharingOptions> sharing, TimeProvider time)
{
    /// <summary>Where an issue's system calls back; null = nobody has said where we can be reached.</summary>
    public string? UrlOf(EntryId issue) =>
        sharing.Value.PublicBaseUrl is { Length: > 0 } root ? $"{root}/v1/callbacks/{issue}" : null;

    /// <summary>Makes an issue due. One that is not pending, or not known, is left as it is.</summary>
    /// <returns>Whether that is done; false = somebody else changed it at the same moment.</returns>
    public async Task<bool> TakeAsync(EntryId id, CancellationToken cancellationToken)
    {
        var found = await issues.FindAsync(id, cancellationToken);
        if (found?.Value is not { Status: IssueStatus.Pending, Remote: { Told: false } going } issue)
            return true;
        var now = time.GetUtcNow();
        // Whoever has it in hand makes it due when that is over.
        var told = issue with
        {
            DueAt = going.HeldUntil > now ? issue.DueAt : now,
            Remote = going with { Told = true },
        };
        return await issues.ReplaceAsync(told, found.ETag, cancellationToken);
    }
}
