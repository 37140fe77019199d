using Loyalty.Ledger.Rules;

namespace Loyalty.Ledger;

/// <summary>The next version of an account.</summary>
/// <param name="After">The account as it will be.</param>
/// <param name="ETag">The tag it was read with; null = it must not exist yet.</param>
public sealed record AccountWrite(Account After, string? ETag);
