using CsCheck;
using Loyalty.Catalog;

namespace Loyalty.Tests.Ledger;

/// <summary>What goes wrong once while a batch is delivered.</summary>
internal enum Trouble
{
    None,
    FaultBeforeCommit,
    FaultAfterCommit,
    FaultAtSend,
    AnotherHostAppliesTheSame,
    AnotherHostAppliesAnother,
}

/// <summary>
/// Something that happens in a <see cref="RandomWorld"/>. Numbers choose from what is there when it happens, so that
/// any part of a sequence is a sequence.
/// </summary>
internal abstract record Happening
{
    /// <summary>A points request; with <c>Replays</c> one that was accepted before, if there is any. One of more than a minute
    /// ago was accepted by the version of its rule before the one in force.</summary>
    internal sealed record Request(int Member, int Rule, int Points, bool CallsBack, int MinutesAgo, int? Replays)
    {
        public override string ToString() =>
            Replays is { } earlier
                ? $"again {earlier}"
                : $"m{Member} rule{Rule} {Points}{(CallsBack ? "" : " silent")}{(MinutesAgo > 0 ? $" -{MinutesAgo}" : "")}";
    }

    internal sealed record Deliver(Request[] Requests, bool FirstTwice, Trouble Trouble, Request Other) : Happening
    {
        public override string ToString() =>
            $"deliver [{string.Join("; ", Requests.AsEnumerable())}]{(FirstTwice ? " first twice" : "")}"
            + (Trouble == Trouble.None ? "" : $", {Trouble}")
            + (Trouble == Trouble.AnotherHostAppliesAnother ? $": {Other}" : "");
    }

    /// <summary>Reverses an earning or a redemption, counted from the latest; above 100 percent = one point too much.</summary>
    internal sealed record Reverse(int FromLatest, int Percent) : Happening;

    /// <summary>Adjusts a balance; without points it spends all, so that reversals find nothing left.</summary>
    internal sealed record Adjust(int Program, int Member, int? Points) : Happening;

    /// <summary>Holds points; by no rule where the rule's number is none of a redeem rule.</summary>
    internal sealed record Place(int Member, int Rule, int Points, int Minutes) : Happening;

    /// <summary>Ends a hold, counted from the latest: captures so many percent of it, or releases it. Another host may end it
    /// the other way at the same time.</summary>
    internal sealed record End(int FromLatest, int Percent, bool IsRaced) : Happening;

    internal sealed record SetRule(int Rule, bool IsActive) : Happening;

    /// <summary>Changes a rule's cap; without a period it has none from then on.</summary>
    internal sealed record SetCap(int Rule, int Points, CapPeriod? Period) : Happening;

    /// <summary>Changes a rule's budget; without points it has none from then on.</summary>
    internal sealed record SetBudget(int Rule, int? Points) : Happening;

    internal sealed record SetMember(int Member, bool IsActive) : Happening;

    internal sealed record Sweep : Happening;

    internal sealed record Advance(int Minutes) : Happening;

    private static Gen<bool> OneIn(int n) => Gen.Int[0, n - 1].Select(number => number == n - 1);

    private static readonly Gen<Request> AnyRequest = Gen.Select(
        Gen.Int[0, 5],
        Gen.Int[0, 5],
        Gen.Frequency((9, Gen.Int[1, 119]), (1, Gen.Int[1, 4999])),
        OneIn(4).Select(isSilent => !isSilent),
        Gen.Int[0, 2],
        Gen.Frequency((5, Gen.Const((int?)null)), (1, Gen.Int[0, 999].Select(number => (int?)number))),
        (member, rule, points, callsBack, minutesAgo, replays) =>
            new Request(member, rule, points, callsBack, minutesAgo, replays)
    );

    private static readonly Gen<Trouble> AnyTrouble = Gen.Frequency(
        (12, Trouble.None),
        (2, Trouble.FaultBeforeCommit),
        (2, Trouble.FaultAfterCommit),
        (2, Trouble.FaultAtSend),
        (1, Trouble.AnotherHostAppliesTheSame),
        (1, Trouble.AnotherHostAppliesAnother)
    );

    /// <summary>Anything that can happen, as often as it should.</summary>
    public static Gen<Happening> Any { get; } =
        Gen.Frequency<Happening>(
            (
                140,
                Gen.Select(
                    AnyRequest.Array[1, 6],
                    OneIn(8),
                    AnyTrouble,
                    AnyRequest,
                    (requests, twice, trouble, other) => new Deliver(requests, twice, trouble, other)
                )
            ),
            (
                24,
                Gen.Select(
                    Gen.Frequency((1, Gen.Const(0)), (1, Gen.Int[0, 999])),
                    Gen.Frequency((1, Gen.Const(101)), (2, Gen.Int[0, 100])),
                    (fromLatest, percent) => new Reverse(fromLatest, percent)
                )
            ),
            (
                12,
                Gen.Select(
                    Gen.Int[0, 1],
                    Gen.Int[0, 5],
                    Gen.Frequency((1, Gen.Const((int?)null)), (1, Gen.Int[-200, 199].Select(points => (int?)points))),
                    (program, member, points) => new Adjust(program, member, points)
                )
            ),
            (
                30,
                Gen.Select(
                    // Few of them, so that some have many holds.
                    Gen.Int[0, 2],
                    Gen.Int[0, 5],
                    Gen.Frequency((9, Gen.Int[1, 60]), (1, Gen.Int[61, 999])),
                    Gen.Frequency((3, Gen.Int[1, 60 * 20]), (1, Gen.Int[1, 60 * 24 * 20])),
                    (member, rule, points, minutes) => new Place(member, rule, points, minutes)
                )
            ),
            (
                24,
                Gen.Select(
                    Gen.Frequency((3, Gen.Int[0, 3]), (1, Gen.Int[0, 999])),
                    Gen.Frequency((1, Gen.Const(0)), (1, Gen.Const(100)), (2, Gen.Int[1, 99])),
                    OneIn(4),
                    (fromLatest, percent, isRaced) => new End(fromLatest, percent, isRaced)
                )
            ),
            (5, Gen.Select(Gen.Int[0, 5], OneIn(3), (rule, isOff) => new SetRule(rule, !isOff))),
            (
                8,
                Gen.Select(
                    Gen.Int[0, 5],
                    Gen.Int[20, 400],
                    Gen.Int[0, 6].Select(period => period == 6 ? (CapPeriod?)null : (CapPeriod)period),
                    (rule, points, period) => new SetCap(rule, points, period)
                )
            ),
            (
                5,
                Gen.Select(
                    Gen.Int[0, 5],
                    Gen.Frequency((1, Gen.Const((int?)null)), (3, Gen.Int[200, 3000].Select(points => (int?)points))),
                    (rule, points) => new SetBudget(rule, points)
                )
            ),
            (5, Gen.Select(Gen.Int[0, 4], OneIn(3), (member, isOff) => new SetMember(member, !isOff))),
            (4, Gen.Const(new Sweep())),
            (
                10,
                Gen.Frequency((2, Gen.Int[0, 60 * 20]), (1, Gen.Int[0, 60 * 24 * 40]))
                    .Select(minutes => new Advance(minutes))
            )
        );
}
