using System.Reflection;
using System.Text.Json.Nodes;
using LoyaltyFunctions;
using LoyaltyFunctions.Http;
using Microsoft.Azure.Functions.Worker;

namespace Loyalty.Local.Tests.ApiReference;

/// <summary>The API document against the triggers of the app.</summary>
public sealed class RoutesTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private const string Rest = "{*path}";

    [Fact]
    public async Task Every_route_is_in_the_document_and_the_document_has_no_other()
    {
        var document = new ApiDocument(JsonNode.Parse(await fixture.Http.GetStringAsync("/openapi.json"))!);
        var promised = document.Operations.Select(operation => $"{operation.Method} {operation.Path}");

        Assert.Equal(Triggers().Order().Distinct(), promised.Order());
    }

    /// <summary>Without sites, which are pages for people, and without HEAD, which goes with GET.</summary>
    private static IEnumerable<string> Triggers() =>
        from type in typeof(FunctionServices).Assembly.GetTypes()
        from method in type.GetMethods()
        from parameter in method.GetParameters()
        from trigger in parameter.GetCustomAttributes<HttpTriggerAttribute>()
        where trigger.Route is not Routes.Root && trigger.Route?.EndsWith(Rest, StringComparison.Ordinal) is not true
        from verb in trigger.Methods ?? []
        where verb != "head"
        select $"{verb.ToUpperInvariant()} /{trigger.Route}";
}
