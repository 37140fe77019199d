namespace Loyalty.Local.Hosting;

/// <summary>Which queues a local host carries messages from.</summary>
public enum QueueKind
{
    /// <summary>Tables in the data folder.</summary>
    Sqlite,

    /// <summary>Those of Azure Service Bus or its emulator.</summary>
    ServiceBus,
}
