using System.Collections.Concurrent;
using System.Diagnostics;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Ledger;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.Messaging;
using Microsoft.Extensions.Options;

namespace Loyalty.PointsRequests;

/// <summary>
/// Handles a batch of messages of <see cref="QueueNames.Points"/>:
/// 1 read, what cannot be read is parked · 2 gather by account · 3 look up program, rule and member · 4 apply, one commit
/// an account · 5 queue the callbacks. A message that can never be applied is parked, so that it does not redeliver its
/// neighbours; a fault is thrown at the end, so that all are redelivered and those already applied are only answered
/// again.
/// </summary>
public sealed class PointsHandler(
    CachedCatalog catalog,
    RuleVersions rules,
    AccountHandler accounts,
    IMessageQueue queue,
    MessageParking parking,
    OpenDecisions decisions,
    IOptions<LedgerOptions> options
)
{
    /// <inheritdoc cref="HandleAsync(IReadOnlyList{string}, IReadOnlyList{ReceivedMessage}, CancellationToken)"/>
    public Task HandleAsync(IReadOnlyList<string> bodies, CancellationToken cancellationToken) =>
        HandleAsync(bodies, [], cancellationToken);

    /// <summary>Applies the messages.</summary>
    /// <param name="bodies">JSON of <see cref="PointsMessage"/>, oldest first.</param>
    /// <param name="received">The messages as this process received them.</param>
    /// <param name="cancellationToken">Cancels; what is committed by then stays.</param>
    public async Task HandleAsync(
        IReadOnlyList<string> bodies,
        IReadOnlyList<ReceivedMessage> received,
        CancellationToken cancellationToken
    )
    {
        // :: Steps 1 and 2
        var byAccount = new Dictionary<AccountKey, List<PointsMessage>>();
        foreach (var body in bodies)
        {
            if (PointsMessage.Read(body) is not { } message)
            {
                await ParkAsync(body, "The message is not a points message.", cancellationToken);
                continue;
            }

            var key = new AccountKey(message.OrgId, message.MemberId, message.ProgramId);
            if (!byAccount.TryGetValue(key, out var messages))
                byAccount.Add(key, messages = []);
            messages.Add(message);
        }

        // :: Steps 3 and 4
        var callbacks = new ConcurrentQueue<OutgoingMessage>();
        using var gate = new SemaphoreSlim(options.Value.ParallelAccounts);
        var work = byAccount.Select(account => WorkAsync(account.Key, account.Value)).ToList();
        await Task.WhenAll(work).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

        // :: Step 5. Also after a fault: were these messages dead-lettered for a neighbour's sake, nobody would tell. Without
        // one it is the last that is done for them.
        var handled = work.TrueForAll(account => account.IsCompletedSuccessfully) ? received : [];
        if (!callbacks.IsEmpty)
            await queue.SendAsync(QueueNames.Callbacks, [.. callbacks], handled, cancellationToken);
        await Task.WhenAll(work);

        async Task WorkAsync(AccountKey key, List<PointsMessage> messages)
        {
            await gate.WaitAsync(cancellationToken);
            try
            {
                await ApplyAsync(key, messages, callbacks, cancellationToken);
            }
            finally
            {
                gate.Release();
            }
        }
    }

    private async Task ApplyAsync(
        AccountKey key,
        List<PointsMessage> messages,
        ConcurrentQueue<OutgoingMessage> callbacks,
        CancellationToken cancellationToken
    )
    {
        using var activity = Start(messages[0]);
        using var decision = decisions.Begin();
        var program = await catalog.FindAsync<PointProgram>(
            PointProgram.KeyOf(key.OrgId, key.ProgramId),
            cancellationToken
        );
        if (program is null)
        {
            foreach (var message in messages)
                await ParkAsync(PointsMessage.ToSend(message).Body, "Its program does not exist.", cancellationToken);
            return;
        }

        var member = await catalog.FindOrEnrolAsync(key.Member, program, cancellationToken);
        var commands = new List<Command>(messages.Count);
        foreach (var message in messages)
        {
            var rule = await rules.FindAsync(key.OrgId, message.RuleId, message.RuleVersion, cancellationToken);
            if (rule is null)
                await ParkAsync(PointsMessage.ToSend(message).Body, "Its rule does not exist.", cancellationToken);
            else
                commands.Add(CommandFor(message, rule, member?.Status) with { ReadAt = decision.At });
        }

        var entries = new Dictionary<EntryId, LedgerEntry>(messages.Count);
        try
        {
            await accounts.ApplyAsync(key, program, commands, entries, cancellationToken);
        }
        finally
        {
            // What is stored is told, also where the account's next commit met a fault.
            var asked = messages.Where(message => message.CallbackUrl is not null);
            foreach (var message in asked.DistinctBy(message => message.TransactionId))
                if (entries.TryGetValue(message.TransactionId, out var entry))
                    callbacks.Enqueue(OutgoingCallback.For(entry, message.CallbackUrl ?? ""));
        }
    }

    private static Command CommandFor(PointsMessage message, Rule rule, MemberStatus? memberStatus) =>
        new()
        {
            Id = message.TransactionId,
            Kind = rule.Type switch
            {
                RuleType.Earn => EntryKind.Earn,
                RuleType.Redeem => EntryKind.Redeem,
                _ => throw new InvalidOperationException($"Rule {rule.RuleId} is of type {rule.Type}."),
            },
            Amount = message.Amount,
            AcceptedAt = message.AcceptedAt,
            MemberStatus = memberStatus,
            Rule = rule,
            RuleId = message.RuleId,
            RuleVersion = message.RuleVersion,
            ClientId = message.ClientId,
            RequestId = message.RequestId,
            ContentHash = message.ContentHash,
            TraceParent = message.TraceParent,
        };

    private Task ParkAsync(string body, string reason, CancellationToken cancellationToken) =>
        parking.ParkAsync(QueueNames.Points, body, reason, cancellationToken);

    private static Activity? Start(PointsMessage message) =>
        Telemetry.Activities.StartActivity(
            "apply",
            ActivityKind.Consumer,
            ActivityContext.TryParse(message.TraceParent, null, isRemote: true, out var parent) ? parent : default
        );
}
