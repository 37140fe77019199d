namespace Loyalty.Ledger.Rules;

/// <summary>How much of a rule's cap a member has used.</summary>
/// <param name="RuleId">The capped rule.</param>
/// <param name="Period">The calendar period it was used in: <c>2026-11-21</c>, <c>2026-W47</c>, <c>2026-11</c>,
/// <c>2026</c> or <c>lifetime</c>.</param>
/// <param name="Used">Points, never negative.</param>
public readonly record struct CapUsage(RuleId RuleId, string Period, Points Used);
