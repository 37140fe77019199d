using System.Collections.Immutable;

namespace Loyalty.Ledger.Rules;

/// <content>What every decision ends in: an entry, and the account after it.</content>
public static partial class LedgerRules
{
    /// <summary>Posts the bucket changes on top of <paramref name="after"/>, which holds the new counts and usage.</summary>
    internal static Decision Post(
        Account before,
        Command command,
        ImmutableArray<Bucket> changes,
        Account after,
        string? countsOn,
        DateTimeOffset now
    )
    {
        var points = Buckets.Sum(changes);
        var entry = EntryHash.Seal(
            Record(before, command, EntryStatus.Success, Refusal.None, now) with
            {
                Points = points,
                BalanceAfter = before.Balance + points,
                Buckets = changes,
                CountsOn = countsOn,
                Version = before.Version + 1,
            }
        );
        return new Decision(
            entry,
            after with
            {
                Version = entry.Version,
                Balance = entry.BalanceAfter,
                Buckets = Buckets.Apply(before.Buckets, changes),
                Head = entry.Hash,
                Code = command.Code is null ? after.Code : null,
            }
        );
    }

    /// <summary>Records the refusal and leaves the account as it is.</summary>
    internal static Decision Refuse(Account account, Command command, Refusal code, DateTimeOffset now) =>
        new(EntryHash.Seal(Record(account, command, EntryStatus.Failed, code, now)), account);

    private static LedgerEntry Record(
        Account account,
        Command command,
        EntryStatus status,
        Refusal code,
        DateTimeOffset now
    ) =>
        new()
        {
            Id = command.Id,
            Kind = command.Kind,
            Status = status,
            Code = code,
            OrgId = account.OrgId,
            MemberId = account.MemberId,
            ProgramId = account.ProgramId,
            RuleId = command.RuleId ?? command.Original?.RuleId ?? command.Hold?.RuleId,
            RuleVersion = command.RuleVersion ?? command.Original?.RuleVersion ?? command.Hold?.RuleVersion,
            ClientId = command.ClientId,
            RequestId = command.RequestId,
            Reference = command.Reference,
            Requested = command.Amount,
            BalanceAfter = account.Balance,
            Reverses = command.Original?.Id ?? command.Hold?.Id,
            BudgetTicket = command.BudgetTicket,
            Partner = command.Partner,
            Value = command.Value,
            Bonus = command.Bonus,
            HeldUntil = command.HeldUntil,
            Sale = command.Sale,
            At = now,
            Version = account.Version,
            PreviousHash = account.Head,
            ContentHash = command.ContentHash,
            TraceParent = command.TraceParent,
        };
}
