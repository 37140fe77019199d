using Loyalty.Contracts.Support;
using Loyalty.Holds;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.Local.Tests.Management;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Local.Tests.Proof;

/// <summary>
/// Holds beside a heap of single points, to which a hold is spent and what of it is not captured is taken back. They are
/// placed and ended by a partner, and by a second host over the same store, whose clock is ahead.
/// </summary>
internal sealed class HeldPoints
{
    /// <summary>Holds last so long, or a few times that; the clock moves by as much, so that often a hold has just expired on the
    /// second host alone.</summary>
    public const int Hours = 6;

    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(10);
    private readonly List<Open> open = [];
    private readonly ClockedHostFixture fixture;
    private readonly LedgerScene scene;
    private readonly PointByPoint model;
    private readonly Random random;
    private readonly Partner partner;
    private readonly HoldHandler second;

    public HeldPoints(ClockedHostFixture fixture, LedgerScene scene, PointByPoint model, Random random)
    {
        (this.fixture, this.scene, this.model, this.random) = (fixture, scene, model, random);
        partner = fixture.Setup.PartnerOf(scene.Client);
        var clock = new ClockAhead(fixture.Clock);
        var accounts = ActivatorUtilities.CreateInstance<AccountHandler>(fixture.Host.Services, clock);
        second = ActivatorUtilities.CreateInstance<HoldHandler>(fixture.Host.Services, accounts, clock);
    }

    private sealed record Open(EntryId Id, PointByPoint.Move Move, DateTimeOffset Until);

    private DateTimeOffset Now => fixture.Clock.GetUtcNow();

    /// <summary>A member's points that are held.</summary>
    public long Of(string member) => open.Where(hold => hold.Move.Member == member).Sum(hold => hold.Move.Points.Count);

    /// <summary>What has expired goes back, as of the instant at which it did.</summary>
    /// <returns>Whether there was any.</returns>
    public bool Settle(string member) => Settle(member, Now);

    /// <returns>What was done, and what it is called if it came to pass.</returns>
    public async Task<(string What, string? Kind)> PlaceAsync(string member, int points)
    {
        var lasts = TimeSpan.FromHours(Hours * random.Next(1, 7));
        var isSecond = random.Next(2) == 0;
        // What has expired by the second clock alone is stored as released with a hold that succeeds, as one point does.
        if (isSecond && Settle(member, Now + Ahead))
            points = 1;
        var move = model.Spend(member, points);
        var id = isSecond ? await PlaceOnSecondAsync() : await PlaceAsync();
        if (move is null)
            return ($"hold {points} in vain", null);
        open.Add(new Open(id, move, (isSecond ? Now + Ahead : Now) + lasts));
        return ($"hold {points} for {lasts}, second host {isSecond}", "hold");

        async Task<EntryId> PlaceAsync()
        {
            var answer = await partner.PostAsync(
                "/points/holds",
                $$"""{"userId":"{{member}}","ruleId":"{{scene.Redeem.RuleId}}","amount":{{points}},"requestId":"{{Names.Next(
                    "hold"
                )}}","expiresInSeconds":{{lasts.TotalSeconds}}}"""
            );
            Assert.Equal(
                move is null ? (400, "insufficient_balance") : (201, null),
                (answer.Status, answer.Status == 201 ? null : answer.Code)
            );
            Assert.Equal(move is not null, EntryId.TryParse(answer.Field("holdId"), out var placed));
            return placed;
        }

        async Task<EntryId> PlaceOnSecondAsync()
        {
            var key = TextId.From<RequestId>(Names.Next("hold"));
            var request = new HoldRequest
            {
                Id = EntryId.ForHold(scene.Client.ClientId, key),
                Account = new AccountKey(Setup.Org, TextId.From<MemberId>(member), scene.Program.ProgramId),
                Amount = new Loyalty.Points(points),
                Lasts = lasts,
                ClientId = scene.Client.ClientId,
                RequestId = key,
            };
            var outcome = await second.PlaceAsync(request, default);
            Assert.Equal(move is null ? Refusal.InsufficientBalance : Refusal.None, outcome.Refusal);
            return request.Id;
        }
    }

    /// <summary>Captures or releases one of the open holds.</summary>
    /// <param name="captured">Gets what is captured, by the id under which it can be reversed.</param>
    /// <inheritdoc cref="PlaceAsync"/>
    public async Task<(string What, string? Kind)> EndAsync(Dictionary<string, PointByPoint.Move> captured)
    {
        if (open.Count == 0)
            return ("nothing", null);
        var hold = open[random.Next(open.Count)];
        var points = hold.Move.Points.Count;
        var amount = random.Next(3) switch
        {
            0 => 0,
            1 => points,
            _ => random.Next(1, points + 1),
        };
        var isSecond = random.Next(2) == 0;
        var what = $"capture {amount} of hold {hold.Id} of {points}, second host {isSecond}";
        var isOpen = hold.Until > (isSecond ? Now + Ahead : Now);
        if (isOpen && isSecond)
            Settle(hold.Move.Member, Now + Ahead);
        Assert.Equal(isOpen ? Refusal.None : Refusal.HoldNotOpen, await EndAsync(hold, amount, isSecond));
        if (!isOpen)
            return (what + " in vain", null);
        GiveBack(hold, points - amount, Now);
        if (amount == 0)
            return (what, "release");
        captured.Add(hold.Id.ToString(), hold.Move);
        return (what, "capture");
    }

    private async Task<Refusal> EndAsync(Open hold, int amount, bool isSecond)
    {
        if (isSecond)
        {
            var entry = await second.FindAsync(Setup.Org, hold.Id, default);
            var by = scene.Client.ClientId;
            var outcome =
                amount == 0
                    ? await second.ReleaseAsync(entry!, by, default)
                    : await second.CaptureAsync(entry!, new Loyalty.Points(amount), by, default);
            return outcome.Refusal;
        }

        var answer = await partner.PostAsync(
            $"/points/holds/{hold.Id}/{(amount == 0 ? "release" : "capture")}",
            amount == 0 ? "{}" : $$"""{"amount":{{amount}}}"""
        );
        return answer.Status == 200 ? Refusal.None
            : answer.Code == Refusal.HoldNotOpen.Form().Code ? Refusal.HoldNotOpen
            : throw new InvalidOperationException(answer.ToString());
    }

    private bool Settle(string member, DateTimeOffset now)
    {
        var due = open.Where(hold => hold.Move.Member == member && hold.Until <= now).ToList();
        due.ForEach(hold => GiveBack(hold, hold.Move.Points.Count, hold.Until));
        model.Age(member, DateOnly.FromDateTime(Now.UtcDateTime));
        return due.Count > 0;
    }

    private void GiveBack(Open hold, int points, DateTimeOffset at)
    {
        Assert.Equal(Refusal.None, model.Reverse(hold.Move, points, DateOnly.FromDateTime(at.UtcDateTime)));
        open.Remove(hold);
    }

    private sealed class ClockAhead(TimeProvider clock) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => clock.GetUtcNow() + Ahead;
    }
}
