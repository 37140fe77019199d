using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Json;

namespace Loyalty.Management.Rules;

/// <content>The steps in a rule's life.</content>
public sealed partial class RuleRegister
{
    /// <summary>Takes a step in the rule's life.</summary>
    public async Task<Outcome<RuleDocument>> StepAsync(
        Caller caller,
        string ruleId,
        RuleStep step,
        IfMatch? ifMatch,
        CancellationToken cancellationToken
    )
    {
        if (await ReadAsync(caller, ruleId, cancellationToken) is not { } found)
            return Refusal.NotFound;
        if (EntityTags.Check(ifMatch, found.ETag) is var refusal and not Refusal.None)
            return refusal;
        var rule = found.Value;
        if (RuleLife.After(rule.Status, step) is not { } status)
            return Problem.IllegalStep($"The rule is {Words.Of(rule.Status)}.");
        if (step == RuleStep.Activate)
        {
            var errors = await references.WhyNotActiveAsync(rule, time.GetUtcNow(), cancellationToken);
            if (errors.Count > 0)
                return Problem.Invalid(errors);
            if (rule.Budget is not null && !rule.IsCounted)
            {
                if (rule.Status == RuleStatus.Inactive && await CountAsync(rule, cancellationToken) is { } wait)
                    return Problem.IllegalStep(
                        "What the rule has moved is still being counted for its first budget. "
                            + $"Try again in {Math.Ceiling(wait.TotalSeconds)} seconds."
                    );
                rule = rule with { IsCounted = true };
            }
        }

        var after = rule with { Status = status, StatusSince = time.GetUtcNow() };
        return await ReplaceAsync(caller, Words.Of(step), found, after, cancellationToken);
    }

    /// <summary>Counts what a rule without a budget has moved; null = all of it, else how long to wait.</summary>
    private async Task<TimeSpan?> CountAsync(Rule rule, CancellationToken cancellationToken)
    {
        var program =
            await references.ProgramAsync(rule.OrgId, rule.ProgramId, cancellationToken)
            ?? throw new InvalidOperationException($"Rule {rule.RuleId} names a program that does not exist.");
        return await firstBudgets.CountAsync(rule, program, cancellationToken);
    }
}
