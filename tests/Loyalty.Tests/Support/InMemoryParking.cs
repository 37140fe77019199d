using Loyalty.Messaging;

namespace Loyalty.Tests.Support;

/// <summary>Keeps what is parked.</summary>
internal sealed class InMemoryParking : IParking
{
    private readonly Dictionary<string, ParkedMessage> parked = [];

    public IReadOnlyCollection<ParkedMessage> Parked => parked.Values;

    public Task ParkAsync(ParkedMessage message, CancellationToken cancellationToken)
    {
        parked[message.ParkedId] = message;
        return Task.CompletedTask;
    }

    public Task<ParkedMessage?> FindAsync(string parkedId, CancellationToken cancellationToken) =>
        Task.FromResult(parked.GetValueOrDefault(parkedId));

    public Task<Page<ParkedMessage>> PageAsync(string? cursor, int limit, CancellationToken cancellationToken) =>
        PageAsync(_ => true, cursor, limit);

    public Task<Page<ParkedMessage>> PageAsync(
        OrgId owner,
        bool withUnreadable,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    ) => PageAsync(message => message.Read() is { Owner: var named } ? named == owner : withUnreadable, cursor, limit);

    private Task<Page<ParkedMessage>> PageAsync(Func<ParkedMessage, bool> fits, string? cursor, int limit) =>
        Task.FromResult(
            Pages.Of(
                "parked",
                parked
                    .Values.Where(fits)
                    .Select(message => ($"{message.ParkedAt.UtcTicks:D19}.{message.ParkedId}", message)),
                cursor,
                limit
            )
        );

    public Task<bool> RemoveAsync(ParkedMessage message, CancellationToken cancellationToken) =>
        Task.FromResult(
            parked.TryGetValue(message.ParkedId, out var found)
                && found.ParkedAt == message.ParkedAt
                && parked.Remove(message.ParkedId)
        );
}
