// Stand-in for Microsoft.Azure.Functions.Worker.Extensions.ServiceBus (5.x): the signatures of its public API that this app
// uses, same namespaces and names, and no behaviour. A build with UseAzurePackages=true uses the real package instead and
// does not compile this file. Nothing may be added here that the real package does not have; what tells a build to load
// the extension into the host is left out, because the host's half cannot be had either.
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Binds a parameter to one message, or a batch of messages, of a Service Bus queue.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class ServiceBusTriggerAttribute(string queueName) : TriggerBindingAttribute
{
    public string? Connection { get; set; }
    public string? QueueName { get; } = queueName;

    /// <summary>The generator of function metadata reads the default from the attribute, and fails without one.</summary>
    [DefaultValue(false)]
    public bool IsBatched { get; set; }
}
