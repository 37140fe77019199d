using Loyalty.Catalog;
using Loyalty.Management.Rules;

namespace Loyalty.Tests.Management;

/// <summary>The life cycle of rules: every status with every step.</summary>
public class RuleLifeTests
{
    public static TheoryData<RuleStatus, RuleStep, RuleStatus?> Table =>
        new()
        {
            { RuleStatus.Draft, RuleStep.Activate, RuleStatus.Active },
            { RuleStatus.Draft, RuleStep.Deactivate, null },
            { RuleStatus.Draft, RuleStep.Archive, RuleStatus.Archived },
            { RuleStatus.Active, RuleStep.Activate, null },
            { RuleStatus.Active, RuleStep.Deactivate, RuleStatus.Inactive },
            { RuleStatus.Active, RuleStep.Archive, RuleStatus.Archived },
            { RuleStatus.Inactive, RuleStep.Activate, RuleStatus.Active },
            { RuleStatus.Inactive, RuleStep.Deactivate, null },
            { RuleStatus.Inactive, RuleStep.Archive, RuleStatus.Archived },
            { RuleStatus.Archived, RuleStep.Activate, null },
            { RuleStatus.Archived, RuleStep.Deactivate, null },
            { RuleStatus.Archived, RuleStep.Archive, null },
        };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_step_leads_on_or_is_illegal(RuleStatus status, RuleStep step, RuleStatus? expected) =>
        Assert.Equal(expected, RuleLife.After(status, step));

    [Fact]
    public void Every_status_and_step_is_in_the_table() =>
        Assert.Equal(
            from status in Enum.GetValues<RuleStatus>()
            from step in Enum.GetValues<RuleStep>()
            select (status, step),
            Table.Select(row => ((RuleStatus)row[0]!, (RuleStep)row[1]!))
        );
}
