using System.Diagnostics;
using Loyalty.Azure.Cosmos;
using Loyalty.Azure.Tests.Support;
using Loyalty.Messaging;
using LoyaltyFunctions.Observability;
using LoyaltyFunctions.Workers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Moq;

namespace Loyalty.Azure.Tests.App;

/// <summary>What the worker hands to functions and middleware beside the trigger's value.</summary>
public sealed class InvocationTests
{
    private const string TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Theory]
    [InlineData(
        """{"DeadLetterReason":"MaxDeliveryCountExceeded"}""",
        "Service Bus gave it up: MaxDeliveryCountExceeded."
    )]
    [InlineData("""{"DeadLetterReason":"<script>"}""", "Service Bus gave it up.")]
    [InlineData("""{"DeadLetterReason":7}""", "Service Bus gave it up.")]
    [InlineData("no JSON", "Service Bus gave it up.")]
    [InlineData(null, "Service Bus gave it up.")]
    public async Task A_dead_letter_is_parked_with_the_brokers_reason(string? properties, string reason)
    {
        using var scene = new CosmosScene();
        var parking = new CosmosParking(scene.Containers);
        var function = new ParkDeadPointsFunction(
            new MessageParking(parking, TimeProvider.System, NullLogger<MessageParking>.Instance)
        );

        await function.Run("""{"a":1}""", Context(properties), default);
        await function.Run("""{"a":1}""", Context(properties), default);

        var parked = Assert.Single((await parking.PageAsync(null, 10, default)).Items);
        Assert.Equal((QueueNames.Points, """{"a":1}""", reason), (parked.Queue, parked.Body, parked.Reason));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_invocation_runs_in_the_trace_of_its_caller_whether_somebody_listens_or_not(bool listens)
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => listens && source.Name == Telemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        };
        ActivitySource.AddActivityListener(listener);
        Activity? seen = null;

        await new TraceMiddleware().Invoke(
            Context(null),
            _ =>
            {
                seen = Activity.Current;
                return Task.CompletedTask;
            }
        );

        Assert.Equal("0af7651916cd43dd8448eb211c80319c", seen?.TraceId.ToHexString());
        Assert.Equal("b7ad6b7169203331", seen?.ParentSpanId.ToHexString());
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", seen?.Id);
    }

    private static FunctionContext Context(string? properties)
    {
        var binding = new Mock<BindingContext>();
        binding
            .Setup(b => b.BindingData)
            .Returns(new Dictionary<string, object?> { ["ApplicationProperties"] = properties });
        var trace = new Mock<TraceContext>();
        trace.Setup(t => t.TraceParent).Returns(TraceParent);
        var definition = new Mock<FunctionDefinition>();
        definition.Setup(d => d.Name).Returns("Somewhat");
        var context = new Mock<FunctionContext>();
        context.Setup(c => c.BindingContext).Returns(binding.Object);
        context.Setup(c => c.TraceContext).Returns(trace.Object);
        context.Setup(c => c.FunctionDefinition).Returns(definition.Object);
        // Where the integration with ASP.NET Core looks for the HTTP context of an invocation.
        context.Setup(c => c.Items).Returns(new Dictionary<object, object>());
        return context.Object;
    }
}
