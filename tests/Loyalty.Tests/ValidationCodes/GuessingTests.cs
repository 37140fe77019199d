using Loyalty.Tests.Support;
using Loyalty.ValidationCodes;

namespace Loyalty.Tests.ValidationCodes;

/// <summary>What guessing comes to, as the decision page on one-time codes works it out.</summary>
public sealed class GuessingTests
{
    private const int Guesses = 1_000_000;
    private const int Members = 40;

    /// <summary>A thief at any number of tills asks for a code every minute where there is none, and guesses at all members in
    /// turn, a guess a member every second.</summary>
    [Fact]
    public async Task Of_a_million_guesses_no_more_are_compared_than_the_limits_allow()
    {
        var limits = new CodeOptions();
        var scene = new CodeScene(limits);
        var members = Enumerable
            .Range(0, Members)
            .Select(number => CodeScene.Ann with { MemberId = TextId.From<MemberId>($"m{number}") })
            .ToList();
        foreach (var member in members)
        {
            scene.Put(member);
            await scene.EnrolAsync(KeyOf(member.MemberId));
        }

        var (issued, before) = (0, scene.Ledger.Commits);
        var hasCode = new bool[Members];
        for (var guess = 0; guess < Guesses; guess++)
        {
            var who = guess % Members;
            if (who == 0)
                scene.Time.Advance(TimeSpan.FromSeconds(1));
            if (!hasCode[who] && guess / Members % 60 == 0)
                issued += (hasCode[who] = await scene.IssueAsync(members[who]) == Refusal.None) ? 1 : 0;
            var commits = scene.Ledger.Commits;
            Assert.False(await scene.CheckAsync("WRONG2", KeyOf(members[who].MemberId)));
            hasCode[who] = scene.Ledger.Commits > commits;
        }

        // Every try is a commit, and so is every code.
        var compared = scene.Ledger.Commits - before - issued;
        var lasted = TimeSpan.FromSeconds(Guesses / Members);
        var windows = Math.Ceiling(lasted / limits.Window);
        Assert.InRange(compared, 1, Members * windows * limits.MaxCodes * limits.MaxTries);
        Assert.InRange(issued, 1, Members * windows * limits.MaxCodes);
    }

    private static Loyalty.Ledger.Rules.AccountKey KeyOf(MemberId member) => Given.Key with { MemberId = member };
}
