namespace Loyalty.Catalog;

/// <summary>The life cycle of a rule: draft → active ⇄ inactive, any → archived.</summary>
public enum RuleStatus
{
    Draft = 0,
    Active = 1,
    Inactive = 2,
    Archived = 3,
}
