using Loyalty.Catalog;
using Loyalty.Management;

namespace Loyalty.Tests.Management;

/// <summary>The life cycle of rules: every status with every step.</summary>
public class RuleLifeTests
{
    [Theory]
    [InlineData(RuleStatus.Draft, RuleStep.Activate, RuleStatus.Active)]
    [InlineData(RuleStatus.Draft, RuleStep.Deactivate, null)]
    [InlineData(RuleStatus.Draft, RuleStep.Archive, RuleStatus.Archived)]
    [InlineData(RuleStatus.Active, RuleStep.Activate, null)]
    [InlineData(RuleStatus.Active, RuleStep.Deactivate, RuleStatus.Inactive)]
    [InlineData(RuleStatus.Active, RuleStep.Archive, RuleStatus.Archived)]
    [InlineData(RuleStatus.Inactive, RuleStep.Activate, RuleStatus.Active)]
    [InlineData(RuleStatus.Inactive, RuleStep.Deactivate, null)]
    [InlineData(RuleStatus.Inactive, RuleStep.Archive, RuleStatus.Archived)]
    [InlineData(RuleStatus.Archived, RuleStep.Activate, null)]
    [InlineData(RuleStatus.Archived, RuleStep.Deactivate, null)]
    [InlineData(RuleStatus.Archived, RuleStep.Archive, null)]
    public void A_step_leads_on_or_is_illegal(RuleStatus status, RuleStep step, RuleStatus? expected) =>
        Assert.Equal(expected, RuleLife.After(status, step));

    [Fact]
    public void Every_status_and_step_is_in_the_table() =>
        Assert.Equal(12, Enum.GetValues<RuleStatus>().Length * Enum.GetValues<RuleStep>().Length);
}
