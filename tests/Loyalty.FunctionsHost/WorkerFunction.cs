using System.Text.Json;
using Loyalty.FunctionsHost.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;

namespace Loyalty.FunctionsHost;

/// <summary>A function that a worker has described, and what triggers it.</summary>
public sealed class WorkerFunction
{
    private readonly TemplateMatcher? route;
    private readonly IReadOnlyList<string> methods;

    private WorkerFunction(RpcFunctionMetadata description, JsonElement trigger)
    {
        Description = description;
        TriggerType = TextOf(trigger, "type");
        TriggerName = TextOf(trigger, "name");
        TakesMany = TextOf(trigger, "cardinality") == "Many";
        methods = trigger.TryGetProperty("methods", out var some)
            ? [.. some.EnumerateArray().Select(method => method.GetString() ?? "")]
            : [];
        if (TriggerType == "httpTrigger")
            route = new TemplateMatcher(TemplateParser.Parse(TextOf(trigger, "route")), []);
    }

    public string Name => Description.Name;

    /// <summary>The type of its trigger's binding: <c>httpTrigger</c>, <c>serviceBusTrigger</c>, <c>timerTrigger</c>.</summary>
    public string TriggerType { get; }

    /// <summary>The parameter that the trigger fills.</summary>
    internal string TriggerName { get; }

    /// <summary>Whether the trigger fills it with a batch.</summary>
    internal bool TakesMany { get; }

    /// <summary>What the worker is told to load.</summary>
    internal RpcFunctionMetadata Description { get; }

    internal static WorkerFunction Of(RpcFunctionMetadata description)
    {
        var bindings = description.RawBindings.Select(text => JsonElement.Parse(text)).ToList();
        foreach (var binding in bindings)
            description.Bindings[TextOf(binding, "name")] = new BindingInfo
            {
                Type = TextOf(binding, "type"),
                Direction = TextOf(binding, "direction").Equals("in", StringComparison.OrdinalIgnoreCase)
                    ? BindingInfo.Types.Direction.In
                    : BindingInfo.Types.Direction.Out,
            };
        return new WorkerFunction(
            description,
            bindings.Single(binding => TextOf(binding, "type").EndsWith("Trigger", StringComparison.Ordinal))
        );
    }

    /// <summary>The values in its route; null when a request is not for it.</summary>
    internal RouteValueDictionary? Match(HttpMethod method, PathString path)
    {
        var values = new RouteValueDictionary();
        var isMeant = methods.Count == 0 || methods.Contains(method.Method, StringComparer.OrdinalIgnoreCase);
        return isMeant && route?.TryMatch(path, values) == true ? values : null;
    }

    private static string TextOf(JsonElement binding, string name) =>
        binding.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";
}
