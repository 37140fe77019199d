namespace Loyalty.ServiceBusServer;

/// <summary>The kinds of <see cref="ServerOperation"/>.</summary>
public enum ServerOperationKind
{
    Attach,
    Send,
    Deliver,
    Complete,
    Abandon,
    Release,
    DeadLetter,
    Renew,
    Peek,
    Schedule,
    Cancel,
}
