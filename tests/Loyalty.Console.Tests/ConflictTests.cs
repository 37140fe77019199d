namespace Loyalty.Console.Tests;

/// <summary>Two people change the same rule.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class ConflictTests(ConsoleFixture fixture)
{
    [RequiresBrowserFact]
    public async Task The_later_editor_sees_what_the_other_saved_and_can_keep_the_own_input()
    {
        var (console, path) = await BeginAsync();
        await using var closing = console;

        await console.PressAsync("Save");
        await console.ReadsAsync("Somebody else changed this meanwhile");
        await console.ReadsAsync("7,000");
        await console.PressAsync("Keep my input");

        // What was entered stays, what was not touched is the other's now.
        await console.HoldsAsync("Name", "Mine");
        await console.HoldsAsync("Budget, points", "7000");
        await console.PressAsync("Save");
        await console.IsAtAsync("Mine");
        var saved = await fixture.Owner.ReadAsync(path);
        Assert.Equal(("Mine", 7000), ((string?)saved["name"], (int?)saved["budget"]));
    }

    [RequiresBrowserFact]
    public async Task The_later_editor_can_take_the_others_version()
    {
        var (console, path) = await BeginAsync();
        await using var closing = console;

        await console.PressAsync("Save");
        await console.PressAsync("Take theirs");

        await console.HoldsAsync("Name", "Theirs");
        await console.HoldsAsync("Budget, points", "7000");
        Assert.Equal("Theirs", (string?)(await fixture.Owner.ReadAsync(path))["name"]);
    }

    [RequiresBrowserFact]
    public async Task Nobody_activates_a_rule_that_changed_under_the_review()
    {
        var rule = await fixture.Owner.DraftAsync(Names.Next("Rule"));
        var path = $"/manage/rules/{rule["ruleId"]}";
        await using var console = await fixture.SignInAsync();
        await console.GoAsync($"#/rules/{rule["ruleId"]}");
        await console.PressAsync("Activate…");
        await console.ReadsAsync("500 points a day");

        rule["cap"] = null;
        await fixture.Owner.ChangeAsync(path, rule);
        await console.PressAsync("Activate now");

        await console.ReadsAsync("Somebody else has changed this rule meanwhile.");
        Assert.Equal("draft", (string?)(await fixture.Owner.ReadAsync(path))["status"]);
    }

    /// <summary>One person has typed a new name; another has saved a name and a budget meanwhile.</summary>
    private async Task<(ConsolePage Console, string Path)> BeginAsync()
    {
        var rule = await fixture.Owner.DraftAsync(Names.Next("Rule"));
        var path = $"/manage/rules/{rule["ruleId"]}";
        var console = await fixture.SignInAsync();
        await console.GoAsync($"#/rules/{rule["ruleId"]}/edit");
        await console.FillAsync("Name", "Mine");
        rule["name"] = "Theirs";
        rule["budget"] = 7000;
        await fixture.Owner.ChangeAsync(path, rule);
        return (console, path);
    }
}
