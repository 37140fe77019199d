using Loyalty;

namespace LoyaltyFunctions.Management;

/// <summary>The answer of the setup: the only place that ever shows the owner's secret.</summary>
internal sealed record SetupDocument(OrgId OrgId, ProgramId ProgramId, ClientId ClientId, string ClientSecret);
