using System.Collections.Frozen;

namespace Loyalty.Identity;

/// <summary>What a client may be allowed to do; a client carries some of them, a token some of its client's.</summary>
public static class Scopes
{
    /// <summary>Award points through <c>POST /points</c>.</summary>
    public const string PointsEarn = "points.earn";

    /// <summary>Redeem points through <c>POST /points</c>.</summary>
    public const string PointsRedeem = "points.redeem";

    /// <summary>Add and deduct points of a loyalty user at once (seed 002).</summary>
    public const string PointsAdjust = "points.adjust";

    /// <summary>The programs aggregator (seed 003).</summary>
    public const string Programs = "programs";

    /// <summary>The point of sale (seed 004).</summary>
    public const string PointOfSale = "pos";

    /// <summary>Set up and change everything of the organisation.</summary>
    public const string Manage = "manage";

    /// <summary>Read what <see cref="Manage"/> may change.</summary>
    public const string ManageRead = "manage.read";

    /// <summary>Draft rules that somebody else activates.</summary>
    public const string RulesDraft = "rules.draft";

    /// <summary>All of them, in the order in which they are documented.</summary>
    public static IReadOnlyList<string> All { get; } =
    [PointsEarn, PointsRedeem, PointsAdjust, Programs, PointOfSale, Manage, ManageRead, RulesDraft];

    /// <summary>Whether the scope is about setting up the organisation, which is not for partners.</summary>
    public static bool IsManagement(string scope) => scope is Manage or ManageRead or RulesDraft;

    private static FrozenSet<string> Known { get; } = All.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether there is such a scope.</summary>
    public static bool IsKnown(string scope) => Known.Contains(scope);
}
