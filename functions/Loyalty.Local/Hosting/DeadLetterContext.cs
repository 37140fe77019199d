using System.Text.Json;
using Loyalty.Messaging;
using LoyaltyFunctions.Workers;
using Microsoft.Azure.Functions.Worker;

namespace Loyalty.Local.Hosting;

/// <summary>What a function for dead letters is told beside the message, as by the trigger: its properties.</summary>
internal sealed class DeadLetterContext(ReceivedMessage message) : FunctionContext
{
    /// <inheritdoc/>
    public override BindingContext BindingContext { get; } = new Binding(message);

    /// <inheritdoc/>
    public override string InvocationId => throw new NotSupportedException();

    /// <inheritdoc/>
    public override string FunctionId => throw new NotSupportedException();

    /// <inheritdoc/>
    public override TraceContext TraceContext => throw new NotSupportedException();

    /// <inheritdoc/>
    public override RetryContext RetryContext => throw new NotSupportedException();

    /// <inheritdoc/>
    public override FunctionDefinition FunctionDefinition => throw new NotSupportedException();

    /// <inheritdoc/>
    public override IInvocationFeatures Features => throw new NotSupportedException();

    /// <inheritdoc/>
    public override IServiceProvider InstanceServices
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override IDictionary<object, object> Items { get; set; } = new Dictionary<object, object>();

    private sealed class Binding(ReceivedMessage message) : BindingContext
    {
        public override IReadOnlyDictionary<string, object?> BindingData { get; } =
            new Dictionary<string, object?>
            {
                [DeadLetterQueues.Properties] = JsonSerializer.Serialize(
                    new Dictionary<string, string?> { [DeadLetterQueues.Reason] = message.DeadLetterReason }
                ),
            };
    }
}
