using System.Reflection;
using System.Text.RegularExpressions;
using Loyalty.Embedded;
using LoyaltyFunctions;
using Microsoft.Azure.Functions.Worker;

namespace Loyalty.Local.Tests.House;

/// <summary>The rules of the house that a compiler does not know.</summary>
public partial class LayoutTests
{
    private const int MostLines = 350;

    [Fact]
    public void The_product_knows_no_web_server_store_or_cloud()
    {
        string[] foreign =
        [
            "Microsoft.AspNetCore",
            "Microsoft.Data",
            "SQLitePCLRaw",
            "Azure",
            "Microsoft.Azure",
            "StandIns",
        ];
        var product = typeof(OrgId).Assembly.GetReferencedAssemblies().Select(name => name.Name ?? "");
        Assert.DoesNotContain(
            product,
            name => foreign.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
        );
        var embedded = typeof(SqliteDatabase).Assembly.GetReferencedAssemblies().Select(name => name.Name ?? "");
        Assert.DoesNotContain(embedded, name => name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_is_short_and_has_one_public_type()
    {
        foreach (var path in Repository.Sources("functions").Where(path => !path.Contains("StandIns")))
        {
            var text = File.ReadAllLines(path);
            Assert.True(text.Length <= MostLines, $"{path} has {text.Length} lines.");
            var types = text.Count(line => PublicType().IsMatch(line));
            Assert.True(types <= 2 && (types < 2 || IsDelegateAndItsHome(text)), $"{path} has {types} public types.");
        }
    }

    [Fact]
    public void Only_the_build_files_know_which_packages_are_used()
    {
        var knowing = Repository
            .Sources("functions", "*.csproj")
            .Concat(Repository.Sources("tests", "*.csproj"))
            .Concat(Repository.Sources("functions"))
            .Where(path => !path.Contains("StandIns") && File.ReadAllText(path).Contains("UseAzurePackages"));
        Assert.Empty(knowing);
    }

    [Fact]
    public void The_fallback_sorts_last_and_no_function_asks_for_the_hosts_own_keys()
    {
        var functions = Functions().ToList();
        var names = functions.Select(function => function.Name).ToList();
        Assert.Equal("ZNotFound", names.Max(StringComparer.OrdinalIgnoreCase));
        Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(
            functions.Select(function => function.Http).OfType<HttpTriggerAttribute>(),
            http => Assert.Equal(AuthorizationLevel.Anonymous, http.AuthLevel)
        );
        var routes = functions
            .Where(function => function.Http?.Methods is not null)
            .SelectMany(function =>
                function.Http!.Methods!.Select(method =>
                    $"{method} {Parameter().Replace(function.Http.Route ?? "", "{}")}"
                )
            )
            .ToList();
        Assert.Equal(routes.Count, routes.Distinct().Count());
    }

    [Fact]
    public void The_route_prefix_is_empty() => Assert.Contains("\"routePrefix\": \"\"", Repository.Read("host.json"));

    private static IEnumerable<(string Name, HttpTriggerAttribute? Http)> Functions() =>
        from type in typeof(FunctionServices).Assembly.GetTypes()
        from method in type.GetMethods()
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        select (
            function.Name,
            method
                .GetParameters()
                .Select(parameter => parameter.GetCustomAttribute<HttpTriggerAttribute>())
                .FirstOrDefault(http => http is not null)
        );

    private static bool IsDelegateAndItsHome(string[] lines) =>
        Array.Exists(lines, line => line.StartsWith("public delegate", StringComparison.Ordinal));

    [GeneratedRegex(
        @"^public (sealed |static |abstract |readonly |partial )*(class|record|struct|interface|enum|delegate)\b"
    )]
    private static partial Regex PublicType();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
