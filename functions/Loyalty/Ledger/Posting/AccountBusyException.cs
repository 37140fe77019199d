using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger.Posting;

/// <summary>Others were at work on an account for too long; nothing is stored, and the caller is to come again.</summary>
public sealed class AccountBusyException(AccountKey account, TimeSpan patience)
    : UnavailableException($"Account of program {account.ProgramId} in {account.OrgId} was busy for {patience}.");
