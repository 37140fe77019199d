namespace Loyalty.Ledger.Reading;

/// <summary>What a member has in a program (contract: Balance).</summary>
public sealed record Balance
{
    public required OrgId OrgId { get; init; }
    public required ProgramId ProgramId { get; init; }
    public required MemberId UserId { get; init; }

    /// <summary>What can be spent now.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("balance")]
    public required Points Spendable { get; init; }
    public required Points LifetimeEarned { get; init; }
    public required Points LifetimeRedeemed { get; init; }

    /// <summary>What expires, earliest first; points that never do are left out.</summary>
    public required IReadOnlyList<Expiring> Expiring { get; init; }
    public required DateTimeOffset AsOf { get; init; }
}
