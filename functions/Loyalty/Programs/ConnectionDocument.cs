namespace Loyalty.Programs;

/// <summary>A connection as clients see it (seed 003).</summary>
public sealed record ConnectionDocument(
    MemberId EndUserId,
    ProgramId ProgramId,
    MemberId DestinationUserId,
    DateTimeOffset CreatedAt
)
{
    public static ConnectionDocument Of(Connection connection) =>
        new(connection.EndUserId, connection.ProgramId, connection.DestinationUserId, connection.CreatedAt);
}
