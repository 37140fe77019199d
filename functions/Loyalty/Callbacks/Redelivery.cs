using System.Globalization;
using Loyalty.Ledger.Rules;
using Loyalty.Messaging;
using Microsoft.Extensions.Options;

namespace Loyalty.Callbacks;

/// <summary>Sends a callback again, by a new run of attempts that starts at once and ends the run before it.</summary>
public sealed class Redelivery(
    IDeliveryLog log,
    IMessageQueue queue,
    IOptions<CallbackOptions> options,
    TimeProvider time
)
{
    /// <summary>Because a person asked for it, whatever became of it before.</summary>
    /// <returns>False when the organisation has no such delivery.</returns>
    public async Task<bool> RedeliverAsync(OrgId org, string deliveryId, CancellationToken cancellationToken)
    {
        var found = await log.FindAsync(deliveryId, cancellationToken);
        if (found is null || found.Value.OrgId != org)
            return false;

        var delivery = found.Value;
        var message = new CallbackMessage
        {
            DeliveryId = delivery.DeliveryId,
            OrgId = delivery.OrgId,
            ClientId = delivery.ClientId,
            TransactionId = delivery.TransactionId,
            MemberId = delivery.MemberId,
            Url = delivery.Url,
            Payload = delivery.Payload,
            Attempt = 1,
            TraceParent = System.Diagnostics.Activity.Current?.Id,
        };
        await StartAsync(message, found, cancellationToken);
        return true;
    }

    /// <summary>Because its request was sent again. While a run is under way, this one joins it: else a caller could have
    /// a receiver called without end.</summary>
    /// <param name="entry">The outcome.</param>
    /// <param name="url">Where it goes.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task ReplayAsync(LedgerEntry entry, string url, CancellationToken cancellationToken)
    {
        var message = OutgoingCallback.MessageFor(entry, url);
        var found = await log.FindAsync(message.DeliveryId, cancellationToken);
        if (found?.Value.IsUnderWay(time.GetUtcNow(), options.Value.RunOverdueAfter) != true)
            await StartAsync(message, found, cancellationToken);
    }

    private async Task StartAsync(
        CallbackMessage message,
        Versioned<Delivery>? found,
        CancellationToken cancellationToken
    )
    {
        var now = time.GetUtcNow();
        var delivery = found?.Value ?? Delivery.Of(message);
        var run = RunAfter(delivery.Run, now);
        await queue.SendAsync(
            QueueNames.Callbacks,
            [OutgoingCallback.For(message with { Run = run })],
            cancellationToken
        );

        // Behind the message: a record of a run that nothing makes would hold up all others. If another was faster, it was
        // the attempt itself or another replay, and its record is as good.
        var pending = delivery with
        {
            Status = DeliveryStatus.Pending,
            NextAttemptAt = now,
            Run = run,
            Attempt = 0,
        };
        await log.SaveAsync(pending, found?.ETag, cancellationToken);
    }

    /// <summary>A name that sorts behind the run before it, also where the clock of the host that began it is ahead.</summary>
    private static string RunAfter(string? before, DateTimeOffset now)
    {
        var ticks = now.UtcTicks;
        if (
            before is ['r', .. var digits]
            && long.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var last)
            && last >= ticks
        )
            ticks = last + 1;
        return $"r{ticks:x16}";
    }
}
