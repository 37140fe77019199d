using System.Reflection;
using System.Text.Json;
using LoyaltyFunctions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Loyalty.Azure.Tests.App;

/// <summary>
/// The Functions host never sees an attribute: it runs what the build wrote to <c>functions.metadata</c>. The local host
/// reads the attributes themselves, so only this holds both to the same routes, queues and schedules.
/// </summary>
public sealed class FunctionMetadataTests
{
    private static readonly IReadOnlyDictionary<string, string> Declared = (
        from type in typeof(FunctionApp).Assembly.GetTypes()
        from method in type.GetMethods()
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        select (function.Name, Text: $"{type.FullName}.{method.Name}: {Describe(method)}")
    ).ToDictionary(function => function.Name, function => function.Text);

    private static readonly IReadOnlyDictionary<string, string> Written = JsonSerializer
        .Deserialize<JsonElement[]>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "functions.metadata")))!
        .ToDictionary(function => Text(function, "name"), Describe);

    public static TheoryData<string> Names => [.. Declared.Keys.Union(Written.Keys).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void The_host_is_told_of_a_function_what_its_code_declares(string name) =>
        Assert.Equal(Declared.GetValueOrDefault(name), Written.GetValueOrDefault(name));

    private static string Describe(MethodInfo method) =>
        string.Join(
            "; ",
            from parameter in method.GetParameters()
            let trigger = parameter.GetCustomAttribute<TriggerBindingAttribute>()
            where trigger is not null
            select Describe(trigger, parameter)
        );

    private static string Describe(TriggerBindingAttribute trigger, ParameterInfo parameter) =>
        trigger switch
        {
            HttpTriggerAttribute http =>
                $"httpTrigger {parameter.Name} {http.AuthLevel} [{string.Join(',', http.Methods ?? [])}] {http.Route}; http",
            ServiceBusTriggerAttribute bus =>
                $"serviceBusTrigger {parameter.Name} {bus.Connection} {bus.QueueName} {(bus.IsBatched ? "Many" : "One")}",
            TimerTriggerAttribute timer => $"timerTrigger {parameter.Name} {timer.Schedule}",
            _ => $"unknown {trigger.GetType().Name}",
        };

    private static string Describe(JsonElement function) =>
        $"{Text(function, "entryPoint")}: "
        + string.Join("; ", function.GetProperty("bindings").EnumerateArray().Select(DescribeBinding));

    private static string DescribeBinding(JsonElement binding) =>
        Text(binding, "type") switch
        {
            "httpTrigger" =>
                $"httpTrigger {Text(binding, "name")} {Text(binding, "authLevel")} [{Methods(binding)}] {Text(binding, "route")}",
            "serviceBusTrigger" =>
                $"serviceBusTrigger {Text(binding, "name")} {Text(binding, "connection")} {Text(binding, "queueName")} {Text(binding, "cardinality")}",
            "timerTrigger" => $"timerTrigger {Text(binding, "name")} {Text(binding, "schedule")}",
            var other => other,
        };

    private static string Methods(JsonElement binding) =>
        binding.TryGetProperty("methods", out var methods)
            ? string.Join(',', methods.EnumerateArray().Select(method => method.GetString()))
            : "";

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString() ?? "";
}
