namespace Loyalty.Ownership;

/// <summary>What became of a setup.</summary>
public abstract record SetupOutcome
{
    private SetupOutcome() { }

    /// <summary>The owner was created; its secret is told here and never again.</summary>
    public sealed record Created(OrgId OrgId, ProgramId ProgramId, ClientId ClientId, string ClientSecret)
        : SetupOutcome;

    /// <summary>Nothing was created.</summary>
    public sealed record Refused(Problem Problem) : SetupOutcome;
}
