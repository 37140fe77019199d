namespace Loyalty.Messaging;

/// <summary>Port: where messages are put that can never be handled, or could not in all their tries.</summary>
public interface IParking
{
    /// <summary>Parks; the same message parked again replaces itself.</summary>
    Task ParkAsync(ParkedMessage message, CancellationToken cancellationToken);

    /// <summary>The parked message, or null.</summary>
    Task<ParkedMessage?> FindAsync(string parkedId, CancellationToken cancellationToken);

    /// <summary>Parked messages, oldest first.</summary>
    Task<Page<ParkedMessage>> PageAsync(string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>Removes a message as it was read; false when it is gone already, or was parked again since and so has to
    /// stay.</summary>
    Task<bool> RemoveAsync(ParkedMessage message, CancellationToken cancellationToken);
}
