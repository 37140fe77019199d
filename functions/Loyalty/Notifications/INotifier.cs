namespace Loyalty.Notifications;

/// <summary>Port: sends texts to members.</summary>
public interface INotifier
{
    /// <summary>Sends; when it returns, the text is with whoever delivers it.</summary>
    Task SendAsync(Notification notification, CancellationToken cancellationToken);
}
