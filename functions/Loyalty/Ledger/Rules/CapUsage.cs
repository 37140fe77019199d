namespace Loyalty.Ledger.Rules;

/// <summary>How much a rule has moved for a member in a period, reversals taken off.</summary>
/// <param name="RuleId">The rule.</param>
/// <param name="Period">The calendar period: <c>2026-11-21</c>, <c>2026-W47</c>, <c>2026-11</c>,
/// <c>2026</c> or <c>lifetime</c>.</param>
/// <param name="Used">Points, never negative.</param>
public readonly record struct CapUsage(RuleId RuleId, string Period, Points Used);
