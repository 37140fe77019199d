using Loyalty.Catalog;
using Loyalty.Local.Tests.PointOfSale;

namespace Loyalty.Local.Tests.Proof;

/// <content>At tills, a member's points and those of a group.</content>
internal sealed partial class ReferenceRun
{
    /// <summary>With the code that the member is sent; sometimes a wrong one is shown first.</summary>
    /// <returns>The answer; null = the member has no account, and so is sent none.</returns>
    private async Task<TillAnswer?> RedeemAtTillAsync(string member, int points, string more)
    {
        var customer = new Member { OrgId = Setup.Org, MemberId = TextId.From<MemberId>(member) };
        var program = $"program_id={scene.Program.ProgramId}";
        var issued = await till.IssueAsync(customer, points, $"&{program}");
        if (issued.Code == "881")
        {
            Assert.Empty(model.Buckets(member));
            return null;
        }

        Assert.Equal("200", issued.Code);
        var outbox = await Manager.Of(fixture).GetAsync($"/manage/outbox?userId={member}&limit=1");
        var code = outbox.Json.GetProperty("items")[0].GetProperty("text").GetString()!.Split(' ')[0];
        if (random.Next(3) == 0)
            Assert.Equal("808", (await RedeemAsync("WRONG2")).Code);
        return await RedeemAsync(code);

        Task<TillAnswer> RedeemAsync(string shown) =>
            till.RedeemAsync(customer, points, $"?{program}{more}", item => item["validation_code"] = shown);
    }

    private async Task<string> RedeemAtTillAsync(string member, int points)
    {
        if (await RedeemAtTillAsync(member, points, "") is not { } answer)
            return $"redeem {points} at a till without an account";
        var move = Move(member, -points);
        Assert.Equal(move is null ? "813" : "800", answer.Code);
        if (move is null)
            return $"redeem {points} at a till in vain";
        moves.Add(answer.RedemptionId, move);
        atTills.Add(answer.RedemptionId);
        Posted.Add("till");
        return $"redeem {points} at a till";
    }

    /// <summary>Whatever the answer says of the members, no point is left that ends before one that was taken.</summary>
    private async Task<string> RedeemOfGroupAsync(string member, int points)
    {
        if (await RedeemAtTillAsync(member, points, $"&user_group2_id={group}") is not { } answer)
            return $"redeem {points} of the group without an account";
        var there = members
            .SelectMany(model.Buckets)
            .SelectMany(bucket => Enumerable.Repeat(bucket.LastDay, (int)bucket.Points))
            .OrderBy(day => day ?? DateOnly.MaxValue)
            .ToList();
        Assert.Equal(there.Count < points ? "813" : "800", answer.Code);
        if (there.Count < points)
            return $"redeem {points} of the group in vain";
        var taken = SharesOf(answer, points).Select(share => model.Spend(share.Member, share.Points)!).ToList();
        Assert.Equal(
            there.Take(points),
            taken.SelectMany(move => move.Points).OrderBy(day => day ?? DateOnly.MaxValue)
        );
        ofGroups.Add(answer.RedemptionId, taken);
        Posted.Add("group");
        return $"redeem {points} of the group";
    }

    private async Task<string> ReverseOfGroupAsync(int points)
    {
        if (ofGroups.Count == 0)
            return "nothing";
        var (id, taken) = ofGroups.ElementAt(random.Next(ofGroups.Count));
        var left = taken.Sum(move => move.Points.Count - move.Reversed);
        var answer = await till.ReverseAsync(id, points);
        Assert.Equal(
            left == 0 ? "812"
                : left < points ? "810"
                : "800",
            answer.Code
        );
        if (left < points)
            return $"reverse {points} of the group's {id} in vain";
        foreach (var (member, back) in SharesOf(answer, points))
        {
            model.Age(member, Today);
            Assert.Equal(Refusal.None, model.Reverse(taken.Single(move => move.Member == member), back, Today));
        }

        Posted.Add("group reverse");
        return $"reverse {points} of the group's {id}";
    }

    /// <summary>The first member that an answer names, and the other, whose is the rest.</summary>
    private IEnumerable<(string Member, int Points)> SharesOf(TillAnswer answer, int points)
    {
        var first = answer["group_breakdown.element.user_id"];
        var its = int.Parse(answer["group_breakdown.element.points"]);
        yield return (first, its);
        if (its < points)
            yield return (members.Single(member => member != first), points - its);
    }

    private async Task<string> ReverseAtTillAsync(int points)
    {
        if (atTills.Count == 0)
            return "nothing";
        var id = atTills[random.Next(atTills.Count)];
        var move = moves[id];
        model.Age(move.Member, Today);
        var expected = model.Reverse(move, points, Today);
        var answer = await till.ReverseAsync(id, points);
        Assert.Equal(expected == Refusal.None, answer.Code == "800");
        if (expected == Refusal.None)
            Posted.Add("till reverse");
        return $"reverse {points} of {id} at a till: {expected}";
    }
}
