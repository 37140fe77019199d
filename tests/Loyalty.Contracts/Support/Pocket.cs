using System.Collections.Concurrent;
using Loyalty.Notifications;

namespace Loyalty.Contracts.Support;

/// <summary>What members were sent, as their pockets hold it.</summary>
public sealed class Pocket : IOutbox
{
    private readonly ConcurrentStack<Notification> texts = new();

    public Notification? Latest => texts.TryPeek(out var text) ? text : null;

    public Task KeepAsync(Notification notification, CancellationToken cancellationToken)
    {
        texts.Push(notification);
        return Task.CompletedTask;
    }

    public Task<Page<Notification>> PageAsync(
        OrgId org,
        MemberId? member,
        string? cursor,
        int limit,
        CancellationToken cancellationToken
    ) => throw new NotSupportedException();

    public Task ForgetAsync(OrgId org, MemberId member, CancellationToken cancellationToken) =>
        throw new NotSupportedException();
}
