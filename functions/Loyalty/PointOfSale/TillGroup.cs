namespace Loyalty.PointOfSale;

/// <summary>What a till says of the group whose points it means; what it does not say is null.</summary>
/// <param name="Id">The group's id.</param>
/// <param name="ExternalId">The organisation's own id of it.</param>
/// <param name="PrimaryUserId">The member who stands for it.</param>
/// <param name="IsDefault">Whether it is the customer's own group: the one that the customer stands for, else the one
/// joined first.</param>
public sealed record TillGroup(string? Id, string? ExternalId, string? PrimaryUserId, bool IsDefault);
