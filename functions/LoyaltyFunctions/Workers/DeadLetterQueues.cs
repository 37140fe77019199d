using System.Text.Json;
using Loyalty.Messaging;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Workers;

/// <summary>Where Service Bus puts what was delivered too often or lay too long.</summary>
public static class DeadLetterQueues
{
    /// <summary>What follows a queue's name in the path of its dead letters.</summary>
    public const string Suffix = "/$DeadLetterQueue";

    /// <summary>Dead letters of <see cref="QueueNames.Points"/>.</summary>
    public const string Points = QueueNames.Points + Suffix;

    /// <summary>Dead letters of <see cref="QueueNames.Callbacks"/>.</summary>
    public const string Callbacks = QueueNames.Callbacks + Suffix;

    /// <summary>What the trigger calls a message's properties, as JSON.</summary>
    public const string Properties = "ApplicationProperties";

    /// <summary>The property that Service Bus gives a dead letter.</summary>
    public const string Reason = "DeadLetterReason";
    private const int LongestReason = 64;

    /// <summary>Why it is there, in a line that is safe to show: of the broker's text only its own plain words.</summary>
    internal static string ReasonOf(FunctionContext context) =>
        context.BindingContext.BindingData.GetValueOrDefault(Properties) is string properties
        && WordIn(properties) is { } word
            ? $"Service Bus gave it up: {word}."
            : "Service Bus gave it up.";

    private static string? WordIn(string properties)
    {
        try
        {
            using var json = JsonDocument.Parse(properties);
            return
                json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty(Reason, out var reason)
                && reason.ValueKind == JsonValueKind.String
                && reason.GetString() is { Length: > 0 and <= LongestReason } word
                && word.All(char.IsAsciiLetterOrDigit)
                ? word
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
