using System.Text.Json;

namespace Loyalty.Infra.Tests;

/// <summary>Bicep's compiler and its linter have nothing to say.</summary>
public class CompilerTests
{
    [Fact]
    public void Every_template_compiles_without_a_finding()
    {
        Assert.Equal("", Template.Findings);
        Assert.Equal(
            Repository.Sources("infra", "*.bicep").Select(Path.GetFileName).Order(),
            Template.All.Select(template => Path.GetFileName(template.File)).Order()
        );
    }

    [Fact]
    public void Every_parameter_file_compiles_without_a_finding()
    {
        using var bicep = new BicepCompiler();
        Assert.Equal((0, ""), bicep.Run("build-params --pattern **/*.bicepparam"));
        Assert.All(
            Directory.EnumerateFiles(bicep.Folder, "*.bicepparam", SearchOption.AllDirectories),
            file => Assert.True(File.Exists(Path.ChangeExtension(file, ".json")), file)
        );
    }

    [Fact]
    public void A_slip_is_an_error()
    {
        using var bicep = new BicepCompiler();
        File.WriteAllText(
            Path.Combine(bicep.Folder, "slip.bicep"),
            "param size int\noutput place string = resourceGroup().location\noutput name string = missing"
        );
        var (exitCode, output) = bicep.Run("lint slip.bicep");
        Assert.NotEqual(0, exitCode);
        // The second is one of those that are off unless they are asked for.
        Assert.All(
            ["no-unused-params", "no-loc-expr-outside-params", "BCP057"],
            finding => Assert.Contains($"Error {finding}: ", output)
        );
    }

    [Fact]
    public void Every_rule_is_an_error_but_the_one_that_goes_by_the_calendar()
    {
        var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip };
        using var settings = JsonDocument.Parse(Repository.Read("infra/bicepconfig.json"), options);
        var rules = settings.RootElement.GetProperty("analyzers").GetProperty("core").GetProperty("rules");
        Assert.Equal(
            [("use-recent-api-versions", "off")],
            rules
                .EnumerateObject()
                .Select(rule => (rule.Name, Level: rule.Value.GetProperty("level").GetString()!))
                .Where(rule => rule.Level != "error")
        );
    }
}
