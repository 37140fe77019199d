using System.Text.Json;

namespace Loyalty.Infra.Tests;

/// <summary>What the compiler makes of one Bicep file: an ARM template, with its modules' inside of it.</summary>
internal sealed record Template(string File, string Text, JsonElement Json)
{
    private static readonly Lazy<(string Findings, Template[] Templates)> Compiled = new(Compile);

    /// <summary>All that the compiler and its linter have to say; empty = nothing.</summary>
    public static string Findings => Compiled.Value.Findings;

    /// <summary>One for each file.</summary>
    public static IReadOnlyList<Template> All => Compiled.Value.Templates;

    /// <summary>The whole deployment.</summary>
    public static Template Main => All.Single(template => template.File == "main.bicep");

    public string Hash =>
        Json.GetProperty("metadata").GetProperty("_generator").GetProperty("templateHash").GetString()!;

    /// <summary>Parameters or outputs.</summary>
    public IEnumerable<JsonProperty> Declared(string kind) =>
        Json.TryGetProperty(kind, out var declared) ? declared.EnumerateObject() : [];

    private static (string, Template[]) Compile()
    {
        using var bicep = new BicepCompiler();
        var (exitCode, output) = bicep.Run("build --pattern **/*.bicep");
        Assert.True(exitCode == 0, output);
        return (
            output,
            [
                .. Directory
                    .EnumerateFiles(bicep.Folder, "*.bicep", SearchOption.AllDirectories)
                    .Select(file =>
                    {
                        var text = System.IO.File.ReadAllText(Path.ChangeExtension(file, ".json"));
                        var name = Path.GetRelativePath(bicep.Folder, file).Replace('\\', '/');
                        return new Template(name, text, JsonElement.Parse(text));
                    }),
            ]
        );
    }
}
