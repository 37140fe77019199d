namespace Loyalty.Messaging;

/// <summary>The queues, by the names they have in Service Bus, in triggers and in the embedded store.</summary>
public static class QueueNames
{
    /// <summary>Accepted requests on their way to the ledger.</summary>
    public const string Points = "points";

    /// <summary>Outcomes on their way to the caller.</summary>
    public const string Callbacks = "callbacks";
}
