namespace Loyalty.Catalog;

/// <summary>What a rule does with points.</summary>
public enum RuleType
{
    Earn = 1,
    Redeem = 2,
}
