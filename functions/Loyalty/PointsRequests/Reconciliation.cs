using Loyalty.Catalog;
using Loyalty.Ledger;
using Loyalty.Messaging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.PointsRequests;

/// <summary>
/// Mends what broke between claim and queue, where a store cannot do both at once: claims that are old enough and have
/// no entry are queued again. It walks the claims in order of time from a stored mark, so that the way of a request
/// itself pays nothing for it; each claim is looked at once.
/// The mark moves past a claim as soon as it has an entry or its message is durable: from there on it is the queue
/// that leads it to an entry or to the parked messages. A message that was only slow is queued twice by this, which the
/// queue's duplicate detection or else the ledger drops.
/// It never moves past the newest claim that was seen: were it to follow this host's clock, a clock that is ahead would
/// carry it over claims that are still to be made, and nobody would ever look at those.
/// </summary>
public sealed class Reconciliation(
    IRequestRegistry registry,
    ILedgerStore ledger,
    ICatalog catalog,
    IMessageQueue queue,
    IOptions<AdmissionOptions> options,
    TimeProvider time,
    ILogger<Reconciliation> logger
)
{
    private const int PageSize = 100;
    private const int ParallelReads = 16;

    /// <summary>What a store may know the time of a claim to.</summary>
    private static readonly TimeSpan Grain = TimeSpan.FromSeconds(1);

    /// <summary>Walks until the claims are too young or <see cref="AdmissionOptions.ReconcileLimit"/> were looked
    /// at.</summary>
    /// <returns>How many were queued again.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var mark = await catalog.FindAsync<ReconciliationMark>(ReconciliationMark.TheKey, cancellationToken);
        var from = mark?.Value.Until ?? DateTimeOffset.UnixEpoch;
        var until = time.GetUtcNow() - options.Value.ReconcileAfter;
        var (looked, queued) = (0, 0);
        var newest = from;
        var page = new List<Claim>(PageSize);
        await foreach (var claim in registry.LooseAsync(from, until, cancellationToken))
        {
            if (page is [.., var last] && claim.At > last.At)
            {
                // The mark can only stand between two instants, so the limit cuts nowhere else.
                if (looked >= options.Value.ReconcileLimit)
                {
                    until = claim.At;
                    break;
                }

                if (page.Count >= PageSize)
                    queued += await MendAsync(page, cancellationToken);
            }

            page.Add(claim);
            newest = claim.At;
            looked++;
        }

        if (looked == 0)
            return 0;
        queued += await MendAsync(page, cancellationToken);
        await MoveAsync(mark, until < newest + Grain ? until : newest + Grain, cancellationToken);
        Log.Reconciled(logger, looked, queued);
        return queued;
    }

    /// <summary>Queues the messages of those claims that have no entry, and empties the page.</summary>
    private async Task<int> MendAsync(List<Claim> page, CancellationToken cancellationToken)
    {
        var members = page.Select(claim => claim.Message)
            .GroupBy(message => new MemberKey(message.OrgId, message.MemberId))
            .ToList();
        var missing = new List<OutgoingMessage>();
        foreach (var some in members.Chunk(ParallelReads))
        {
            var found = await Task.WhenAll(
                some.Select(member => MissingAsync(member.Key, [.. member], cancellationToken))
            );
            missing.AddRange(found.SelectMany(messages => messages));
        }

        page.Clear();
        if (missing.Count > 0)
            await queue.SendAsync(QueueNames.Points, missing, cancellationToken);
        return missing.Count;
    }

    private async Task<IEnumerable<OutgoingMessage>> MissingAsync(
        MemberKey member,
        PointsMessage[] messages,
        CancellationToken cancellationToken
    )
    {
        var entries = await ledger.FindAsync(
            member,
            Array.ConvertAll(messages, message => message.TransactionId),
            cancellationToken
        );
        return messages
            .ExceptBy(entries.Select(entry => entry.Id), message => message.TransactionId)
            .Select(PointsMessage.ToSend);
    }

    /// <summary>Where another instance moved it meanwhile, it stays as that one left it.</summary>
    private Task MoveAsync(
        Versioned<ReconciliationMark>? mark,
        DateTimeOffset until,
        CancellationToken cancellationToken
    ) =>
        mark is null
            ? catalog.CreateAsync(new ReconciliationMark(until), cancellationToken)
            : catalog.ReplaceAsync(new ReconciliationMark(until), mark.ETag, cancellationToken);
}
