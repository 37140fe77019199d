namespace Loyalty.Management.Operations;

/// <summary>Who is calling, as it is told to itself.</summary>
public sealed record MeDocument
{
    public required ClientId ClientId { get; init; }

    /// <summary>The client's name.</summary>
    public required string Name { get; init; }
    public required OrgId OrgId { get; init; }
    public required string OrgName { get; init; }

    /// <summary>What the token allows and the client still has, in the order in which scopes are documented.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary><c>Staging</c> or <c>Production</c>.</summary>
    public required string Environment { get; init; }
    public ProgramId? DefaultProgramId { get; init; }
}
