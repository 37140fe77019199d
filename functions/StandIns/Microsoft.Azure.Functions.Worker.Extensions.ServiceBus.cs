// Stand-in for Microsoft.Azure.Functions.Worker.Extensions.ServiceBus: see Microsoft.Azure.Functions.Worker.cs.
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Binds a parameter to one message, or a batch of messages, of a Service Bus queue.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ServiceBusTriggerAttribute(string queueName) : TriggerBindingAttribute
{
    public string? Connection { get; set; }
    public string? QueueName { get; } = queueName;
    public bool IsBatched { get; set; }
}
