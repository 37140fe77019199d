using System.Reflection;
using System.Text.RegularExpressions;
using Loyalty.Embedded;
using LoyaltyFunctions;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;

namespace Loyalty.Local.Tests.House;

/// <summary>The rules of the house that a compiler does not know.</summary>
public partial class LayoutTests
{
    private const int MostLines = 250;

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
    public void A_file_is_short()
    {
        var tooLong = Repository
            .Sources("functions")
            .Select(path => (Path: path, Lines: File.ReadAllLines(path).Length))
            .Where(file => file.Lines > MostLines);
        Assert.Empty(tooLong);
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
    public void Every_package_that_a_feed_may_lack_has_a_stand_in_and_no_other_has()
    {
        var lacking = Repository
            .Sources("functions", "*.csproj")
            .SelectMany(path => AzurePackage().Matches(File.ReadAllText(path)))
            .Select(package => package.Groups["name"].Value);
        var standIns = Repository.Sources("functions/StandIns").Select(path => Path.GetFileNameWithoutExtension(path));
        Assert.Equal(lacking.Order(), standIns.Order());
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
    public void Every_route_is_a_pattern_behind_the_slash_that_the_worker_puts_before_it()
    {
        // FunctionsEndpointDataSource of the worker's ASP.NET Core integration joins prefix and route by a slash. One that
        // is no pattern then is an exception at every request; and the host takes the name for a route that is empty.
        foreach (var (name, http) in Functions().Where(function => function.Http is not null))
        {
            Assert.False(string.IsNullOrEmpty(http!.Route), name);
            Assert.Null(Record.Exception(() => RoutePatternFactory.Parse("/" + http.Route)));
        }
    }

    [Fact]
    public void No_route_stands_in_the_way_of_another()
    {
        // The real host takes the first that matches in the order of names, Kestrel the most precise.
        var functions = Functions()
            .Where(function => function.Http?.Route is not (null or Routes.Root))
            .OrderBy(function => function.Name, StringComparer.OrdinalIgnoreCase)
            .Select(function => (function.Name, Http: function.Http!))
            .ToList();
        for (var first = 0; first < functions.Count; first++)
        {
            var matcher = new TemplateMatcher(TemplateParser.Parse(functions[first].Http.Route!), []);
            var methods = functions[first].Http.Methods ?? [];
            foreach (var later in functions.Skip(first + 1).Where(later => Meets(methods, later.Http.Methods ?? [])))
                Assert.False(
                    matcher.TryMatch("/" + Parameter().Replace(later.Http.Route!, "x"), []),
                    $"{functions[first].Name} takes what is for {later.Name}."
                );
        }

        static bool Meets(string[] some, string[] others) =>
            some.Length == 0 || others.Length == 0 || some.Intersect(others).Any();
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

    [GeneratedRegex("<AzurePackage Include=\"(?<name>[^\"]+)\"", RegexOptions.ExplicitCapture)]
    private static partial Regex AzurePackage();

    [GeneratedRegex(@"\{[^}]+\}")]
    private static partial Regex Parameter();
}
