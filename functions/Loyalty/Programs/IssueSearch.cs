namespace Loyalty.Programs;

/// <summary>Which issues of a client are looked for.</summary>
/// <param name="ClientId">The client.</param>
/// <param name="ProgramId">Those of one program; null = of all.</param>
/// <param name="From">Created at or after it.</param>
/// <param name="To">Created before it.</param>
public sealed record IssueSearch(ClientId ClientId, ProgramId? ProgramId, DateTimeOffset From, DateTimeOffset To);
