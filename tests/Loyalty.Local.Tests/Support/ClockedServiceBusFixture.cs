namespace Loyalty.Local.Tests.Support;

/// <summary>As <see cref="ServiceBusHostFixture"/>, on a clock that stands still until a test moves it, also in the
/// namespace.</summary>
public class ClockedServiceBusFixture : ClockedHostFixture
{
    internal ServiceBusNamespace Bus => (ServiceBusNamespace)Queues!;

    protected override Task<(string Name, string Value)[]> StoreAsync()
    {
        Queues = new ServiceBusNamespace(Time);
        return Bus.SettingsAsync();
    }
}
