using System.Text.Json;

namespace Loyalty.Infra.Tests;

/// <summary>
/// What a parameter file deploys, as the compiler foresees it: every resource of the template with its loops, conditions
/// and expressions worked out. What only Azure knows stays an expression in brackets.
/// </summary>
internal sealed class Deployment
{
    private static readonly Lazy<Deployment> DevOnce = new(() => new Deployment("dev"));
    private static readonly Lazy<Deployment> ProdOnce = new(() => new Deployment("prod"));
    private readonly JsonElement[] resources;

    /// <param name="parameters">Name of the file, without its end.</param>
    /// <param name="variables">What the file reads from the environment.</param>
    public Deployment(string parameters, params (string Name, string Value)[] variables)
    {
        using var bicep = new BicepCompiler();
        var (exitCode, output) = bicep.Run(
            $"snapshot {parameters}.bicepparam --mode overwrite --location westeurope --deployment-name loyalty"
                + " --subscription-id 11111111-1111-1111-1111-111111111111"
                + " --tenant-id 22222222-2222-2222-2222-222222222222",
            variables
        );
        Assert.True(exitCode == 0, output);
        Text = File.ReadAllText(Path.Combine(bicep.Folder, $"{parameters}.snapshot.json"));
        var snapshot = JsonElement.Parse(Text);
        Assert.Empty(snapshot.GetProperty("diagnostics").EnumerateArray());
        resources = [.. snapshot.GetProperty("predictedResources").EnumerateArray()];
    }

    public static Deployment Dev => DevOnce.Value;

    public static Deployment Prod => ProdOnce.Value;

    public string Text { get; }

    /// <summary>The app settings: name and value.</summary>
    public IReadOnlyDictionary<string, string> Settings =>
        Assert
            .Single(Of("Microsoft.Web/sites/config"))
            .GetProperty("properties")
            .EnumerateObject()
            .ToDictionary(setting => setting.Name, setting => setting.Value.GetString()!);

    /// <summary>The resources of a type.</summary>
    public IReadOnlyList<JsonElement> Of(string type) =>
        [.. resources.Where(resource => resource.GetProperty("type").GetString() == type)];

    public JsonElement ById(string id) => resources.Single(resource => IdOf(resource) == id);

    public static string IdOf(JsonElement resource) => resource.GetProperty("id").GetString()!;

    /// <summary>Its own name, without those of what it is in.</summary>
    public static string NameOf(JsonElement resource) => resource.GetProperty("name").GetString()!.Split('/')[^1];

    /// <summary>The value at a path such as <c>sku.name</c> in the properties.</summary>
    public static JsonElement At(JsonElement resource, string path) =>
        path.Split('.').Aggregate(resource.GetProperty("properties"), (found, name) => found.GetProperty(name));
}
