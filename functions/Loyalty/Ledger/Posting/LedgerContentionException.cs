using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Posting;

/// <summary>An account was changed by others at every attempt; the queue, or the caller, is to come again.</summary>
public sealed class LedgerContentionException(AccountKey account, int attempts)
    : UnavailableException(
        $"Account of program {account.ProgramId} in {account.OrgId} changed at each of {attempts} attempts."
    );
