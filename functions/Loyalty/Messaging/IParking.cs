namespace Loyalty.Messaging;

/// <summary>Port: where messages are put that can never be handled, or could not in all their tries.</summary>
public interface IParking
{
    /// <summary>Parks; the same message parked again replaces itself.</summary>
    Task ParkAsync(ParkedMessage message, CancellationToken cancellationToken);

    /// <summary>The parked message, or null.</summary>
    Task<ParkedMessage?> FindAsync(string parkedId, CancellationToken cancellationToken);

    /// <summary>Parked messages, oldest first, whoever's they are.</summary>
    Task<Page<ParkedMessage>> PageAsync(string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>An organisation's parked messages, oldest first.</summary>
    /// <param name="owner">The organisation.</param>
    /// <param name="withUnreadable">Whether those are among them that cannot be read, and so are nobody's.</param>
    /// <param name="cursor">Where the page before ended; null = from the oldest. Opaque; one not given out by the store is
    /// an <see cref="UnknownCursorException"/>.</param>
    /// <param name="limit">Maximum number of items.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Page<ParkedMessage>> PageAsync(
        OrgId owner,
        bool withUnreadable,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>Removes a message as it was read; false when it is gone already, or was parked again since and so has to
    /// stay.</summary>
    Task<bool> RemoveAsync(ParkedMessage message, CancellationToken cancellationToken);
}
