namespace Loyalty.Programs;

/// <summary>Whether a user can be issued points.</summary>
/// <param name="IsValid">Whether.</param>
public sealed record ValidityDocument(bool IsValid);
