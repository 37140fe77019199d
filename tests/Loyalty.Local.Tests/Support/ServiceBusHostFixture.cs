namespace Loyalty.Local.Tests.Support;

/// <summary>A running local host on the whole Azure half but the triggers: a database in Cosmos DB, queues in Service
/// Bus.</summary>
public sealed class ServiceBusHostFixture : HostFixture
{
    protected override Task<(string Name, string Value)[]> StoreAsync()
    {
        var bus = ServiceBusNamespace.WithShortLocks();
        Queues = bus;
        return bus.SettingsAsync();
    }
}
