namespace Loyalty.Programs;

/// <summary>The caller's organisation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="ProgramId">Its default program.</param>
public sealed record ProfileDocument(string Name, ProgramId ProgramId);
