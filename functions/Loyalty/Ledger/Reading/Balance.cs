using System.Text.Json.Serialization;

namespace Loyalty.Ledger.Reading;

/// <summary>What a member has in a program (contract: Balance).</summary>
public sealed record Balance
{
    public required OrgId OrgId { get; init; }
    public required ProgramId ProgramId { get; init; }
    public required MemberId UserId { get; init; }

    /// <summary>All that the member has: what can be spent, and what is held.</summary>
    [JsonPropertyName("balance")]
    public required Points Total { get; init; }

    /// <summary>What can be spent now.</summary>
    public required Points Available { get; init; }

    /// <summary>What is held, and goes back unless it is captured.</summary>
    public required Points Held { get; init; }
    public required Points LifetimeEarned { get; init; }
    public required Points LifetimeRedeemed { get; init; }

    /// <summary>What expires of what can be spent, earliest first; points that never do are left out.</summary>
    public required IReadOnlyList<Expiring> Expiring { get; init; }
    public required DateTimeOffset AsOf { get; init; }
}
