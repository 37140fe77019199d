namespace Loyalty.Ledger;

/// <summary>An account was changed by others at every attempt; the queue is to deliver again.</summary>
public sealed class LedgerContentionException(AccountKey account, int attempts)
    : Exception($"Account of program {account.ProgramId} in {account.OrgId} changed at each of {attempts} attempts.");
