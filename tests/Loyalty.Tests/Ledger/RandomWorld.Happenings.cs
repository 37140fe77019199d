using Loyalty.Catalog;
using Loyalty.Corrections;
using Loyalty.Holds;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.PointsRequests;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Ledger;

/// <content>What happens, and what it must bring about at once.</content>
internal sealed partial class RandomWorld
{
    private async Task SweepAsync()
    {
        await sweep.ReleaseAsync(CancellationToken.None);
        await sweep.RunAsync(CancellationToken.None);
        Require(
            5,
            await sweep.ReleaseAsync(CancellationToken.None) == 0
                && (await store.HoldsDueAsync(time.GetUtcNow(), 1, CancellationToken.None)).Count == 0,
            "no expired hold is left"
        );
    }

    /// <summary>A batch of new and old messages, redelivered until it goes through, as a queue does.</summary>
    private async Task DeliverAsync(Happening.Deliver deliver)
    {
        var batch = deliver.Requests.Select(request => Replayed(request) ?? Accept(request)).ToList();
        if (deliver.FirstTwice)
            batch.Add(batch[0]);
        Note($"deliver {string.Join(' ', batch.Select(message => message.RequestId))}, {deliver.Trouble}");
        PlanTrouble(deliver, batch);
        for (var delivery = 0; ; delivery++)
        {
            try
            {
                await handler.HandleAsync([.. batch.Select(Body)], CancellationToken.None);
                break;
            }
            catch (IOException) when (delivery < 3)
            {
                queue.Fault = null;
            }
        }

        if (deliver.Trouble == Trouble.FaultAfterCommit)
            // No message comes for a hold that expired and was released in that commit; the budget hears of it by a timer.
            await budgetReturn.RunAsync(CancellationToken.None);

        // What did not come to pass, as when all was applied before, does not wait for another operation.
        (store.BeforeNextCommit, store.AfterNextCommit, queue.Fault) = (null, null, null);
        foreach (var message in batch)
        {
            var key = new AccountKey(message.OrgId, message.MemberId, message.ProgramId);
            var outcomes = store.History(key).Count(entry => entry.Id == message.TransactionId);
            Require(3, outcomes == 1, $"{message.RequestId} has one entry");
            Require(3, message.CallbackUrl is null || Told(message.TransactionId), $"{message.RequestId} is told");
        }
    }

    private void PlanTrouble(Happening.Deliver deliver, List<PointsMessage> batch)
    {
        switch (deliver.Trouble)
        {
            case Trouble.FaultBeforeCommit:
                told.Count("fault before commit");
                store.BeforeNextCommit = _ => throw new IOException("Lost before the commit.");
                break;
            case Trouble.FaultAfterCommit:
                told.Count("fault after commit");
                store.AfterNextCommit = new IOException("Lost after the commit.");
                break;
            case Trouble.FaultAtSend:
                told.Count("fault at send");
                queue.Fault = new IOException("The queue does not answer.");
                break;
            case Trouble.AnotherHostAppliesTheSame or Trouble.AnotherHostAppliesAnother:
                // Another host applies a message of the same account, perhaps this very one, between read and write.
                told.Count("interfered");
                var other =
                    deliver.Trouble == Trouble.AnotherHostAppliesTheSame ? batch[^1] : Accept(deliver.Other, batch[0]);
                store.BeforeNextCommit = _ => otherHost.HandleAsync([Body(other)], CancellationToken.None);
                break;
        }
    }

    private async Task ReverseAsync(Happening.Reverse reverse)
    {
        var originals = store
            .Keys.SelectMany(store.History)
            .Where(entry => entry.Status == EntryStatus.Success)
            .Where(entry => entry.Kind is EntryKind.Earn or EntryKind.Redeem || EndOf(entry)?.Kind == EntryKind.Capture)
            .ToList();
        if (originals.Count == 0)
            return;
        var original = originals[^(1 + (reverse.FromLatest % originals.Count))];
        var history = store.History(original.Account);
        var already = history
            .Where(entry => entry.Status == EntryStatus.Success && entry.Reverses == original.Id)
            .Sum(entry => entry.Requested.Value);
        var left = Math.Abs(original.Points.Value) - already;
        var points = reverse.Percent > 100 ? left + 1 : Math.Max(1, left * reverse.Percent / 100);
        Note($"reverse {points} of {original.Kind} {original.Points}, {already} already");
        var request = new ReversalRequest
        {
            OrgId = original.OrgId,
            EntryId = original.Id,
            Points = new Points(points),
            Reason = "Random",
            ClientId = Given.ClientId,
            IdempotencyKey = NextKey(),
        };
        if (reverse.FromLatest % 3 == 0)
        {
            // Another host takes back a point of the same entry between this one's read and write.
            told.Count("interfered");
            store.BeforeNextCommit = _ =>
                reversals[1].ReverseAsync(request with { Points = new Points(1), IdempotencyKey = NextKey() }, default);
        }

        if (original.Kind == EntryKind.Hold)
            told.Count("captured hold reversed");
        await PostTwiceAsync(host => reversals[host].ReverseAsync(request, default));
    }

    private LedgerEntry? EndOf(LedgerEntry hold) =>
        hold.Kind == EntryKind.Hold
            ? store
                .History(hold.Account)
                .SingleOrDefault(entry =>
                    entry.Reverses == hold.Id && entry.Kind is EntryKind.Capture or EntryKind.Release
                )
            : null;

    private Task PlaceAsync(Happening.Place place)
    {
        var rule = organisation.Rules.Values.ElementAt(place.Rule);
        var member = organisation.Members[place.Member];
        Note($"hold {place.Points} of {member} for {place.Minutes} minutes");
        var key = NextKey();
        var request = new HoldRequest
        {
            Id = EntryId.ForHold(Given.ClientId, key),
            Account = new AccountKey(Given.Org, member, rule.ProgramId),
            Amount = new Points(place.Points),
            Lasts = TimeSpan.FromMinutes(place.Minutes),
            ClientId = Given.ClientId,
            RequestId = key,
            RuleId = rule.Type == RuleType.Redeem ? rule.RuleId : null,
            ContentHash = $"{place}",
        };
        return PostTwiceAsync(host => holds[host].PlaceAsync(request, default));
    }

    private async Task EndAsync(Happening.End end)
    {
        var placed = store.All.Where(entry => entry is { Status: EntryStatus.Success, Kind: EntryKind.Hold }).ToList();
        if (placed.Count == 0)
            return;
        var hold = placed[^(1 + (end.FromLatest % placed.Count))];
        var part = new Points(Math.Max(1, -hold.Points.Value * end.Percent / 100));
        Note($"end hold of {hold.Points} of {hold.MemberId}: {end}");
        if (end.IsRaced)
        {
            told.Count("interfered");
            store.BeforeNextCommit = _ => EndAsync(1, end.Percent > 0);
        }

        await PostTwiceAsync(host => EndAsync(host, end.Percent == 0));

        Task<PostingOutcome> EndAsync(int host, bool isRelease) =>
            isRelease
                ? holds[host].ReleaseAsync(hold, Given.ClientId, default)
                : holds[host].CaptureAsync(hold, part, Given.ClientId, default);
    }

    /// <summary>As the rules' register does it: a first budget while the rule is not active, and counted before it is.</summary>
    private async Task SetBudgetAsync(int number, Points? budget)
    {
        var rule = organisation.Rules.Values.ElementAt(number);
        if (budget is not null && !rule.IsCounted)
        {
            organisation.SetRule(number, isActive: false);
            var program = organisation.Programs.Single(program => program.ProgramId == rule.ProgramId);
            var left = await firstBudgets.CountAsync(rule, program, CancellationToken.None);
            Require(4, left is null, "what was moved before the first budget is counted at once");
        }

        organisation.SetBudget(number, budget);
        organisation.SetRule(number, isActive: true);
    }

    private async Task AdjustAsync(Happening.Adjust adjust)
    {
        var program = organisation.Programs[adjust.Program];
        var key = new AccountKey(Given.Org, organisation.Members[adjust.Member], program.ProgramId);
        var account = await store.LoadAsync(key, CancellationToken.None);
        var points = adjust.Points ?? -(account?.Value.Balance.Value ?? 0);
        Note($"adjust {key.MemberId} by {points}");
        if (points == 0)
            return;
        var request = new AdjustmentRequest
        {
            OrgId = key.OrgId,
            MemberId = key.MemberId,
            ProgramId = key.ProgramId,
            Points = new Points(points),
            Reason = "Random",
            ClientId = Given.ClientId,
            IdempotencyKey = NextKey(),
        };
        await PostTwiceAsync(host => adjustments[host].AdjustAsync(request, default));
    }

    /// <summary>Sends a correction to one host and again to the other, which finds what the first has posted.</summary>
    private async Task PostTwiceAsync(Func<int, Task<PostingOutcome>> post)
    {
        var first = await post(0);
        store.BeforeNextCommit = null;
        if (first.Entry is not { } posted)
        {
            told.Count(first.Refusal.ToString());
            return;
        }

        var again = await post(1);
        Require(2, again.Replayed && again.Entry?.Hash == posted.Hash, "a correction sent again is the same");
    }
}
