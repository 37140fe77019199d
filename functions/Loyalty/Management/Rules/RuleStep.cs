namespace Loyalty.Management.Rules;

/// <summary>A step in the life of a rule.</summary>
public enum RuleStep
{
    Activate = 1,
    Deactivate = 2,
    Archive = 3,
}
