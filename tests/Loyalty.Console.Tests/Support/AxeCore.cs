using System.Text.Json;
using Loyalty.Local.Tests.House;

namespace Loyalty.Console.Tests.Support;

/// <summary>The accessibility checks of axe-core, run in a page.</summary>
internal static class AxeCore
{
    private const string Run = """
        async () => {
          const { violations } = await axe.run(document, { resultTypes: ['violations'] });
          return JSON.stringify(violations.map(({ id, impact, nodes }) =>
            ({ id, impact, at: nodes.map((node) => `${node.target.join(' ')}: ${node.failureSummary}`) })));
        }
        """;

    public static string ScriptPath { get; } =
        Path.Combine(Repository.Root, "tests", "console", "node_modules", "axe-core", "axe.min.js");

    private static readonly Lazy<string> Script = new(() => File.ReadAllText(ScriptPath));

    /// <summary>What is wrong with a page, in words; findings that axe calls minor or moderate are not among it.</summary>
    public static async Task<IReadOnlyList<string>> SeriousFindingsAsync(IPage page)
    {
        await page.EvaluateAsync(Script.Value);
        using var findings = JsonDocument.Parse(await page.EvaluateAsync<string>(Run));
        return
        [
            .. findings
                .RootElement.EnumerateArray()
                .Where(finding => finding.GetProperty("impact").GetString() is "serious" or "critical")
                .Select(finding => finding.GetRawText()),
        ];
    }
}
