namespace Loyalty.Notifications;

/// <summary>Port: the texts of organisations that have no messaging gateway, for people to read. Only the embedded store has
/// it.</summary>
public interface IOutbox
{
    /// <summary>Keeps a text, once: one with the same id is kept no second time.</summary>
    Task KeepAsync(Notification notification, CancellationToken cancellationToken);

    /// <summary>An organisation's texts, newest first.</summary>
    /// <param name="org">The organisation.</param>
    /// <param name="member">Those to this member; null = to all.</param>
    /// <param name="cursor">Where the page before ended; null = from the newest. Opaque; one not given out here is an
    /// <see cref="UnknownCursorException"/>.</param>
    /// <param name="limit">Maximum number of items.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Page<Notification>> PageAsync(
        OrgId org,
        MemberId? member,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>Removes all texts to a member.</summary>
    Task ForgetAsync(OrgId org, MemberId member, CancellationToken cancellationToken);
}
