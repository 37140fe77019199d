namespace Loyalty.Management.Rules;

/// <summary>What a partner's developers need to know of a rule (seed 001, "Sharing Rule ID"). No secret.</summary>
public sealed record ShareDocument
{
    public required string RuleName { get; init; }
    public required RuleId RuleId { get; init; }

    /// <summary><c>Earn Points</c> or <c>Redeem Points</c>.</summary>
    public required string RuleType { get; init; }

    /// <summary><c>Staging</c> or <c>Production</c>.</summary>
    public required string Environment { get; init; }

    /// <summary>Where requests go.</summary>
    public required string UrlEndpoint { get; init; }

    /// <summary>The guide's address.</summary>
    public required string IntegrationGuide { get; init; }

    /// <summary>A <c>mailto:</c> URL (RFC 6068) that opens a complete message without a recipient.</summary>
    public required string Mailto { get; init; }
}
