using Loyalty.Catalog;
using Loyalty.Ledger.Rules;

namespace Loyalty.PointOfSale;

/// <summary>A redemption that a till asks for or asks about, as far as it can be known without the code and the program's
/// rules.</summary>
internal sealed record RedemptionWish
{
    public required PointProgram Program { get; init; }
    public required Member Member { get; init; }

    /// <summary>The program, and behind it those that give what it lacks.</summary>
    public required IReadOnlyList<PointProgram> Sources { get; init; }

    /// <summary>The group whose points are meant; null = the customer's own are.</summary>
    public required MemberGroup? Group { get; init; }

    /// <summary>What the customer has ever earned in the program.</summary>
    public required Points EverEarned { get; init; }

    /// <summary>Why it is none: what the till says is wrong, or the customer may not redeem.</summary>
    public required Refusal Refusal { get; init; }

    /// <summary>How many points; zero where that is what is wrong.</summary>
    public required Points Points { get; init; }

    /// <summary>When it happened by the till's clock; null = the till does not say.</summary>
    public required string? Time { get; init; }

    /// <summary>Whether the customer has no account in the program.</summary>
    public required bool HasNoAccount { get; init; }

    /// <summary>The customer's account in the program.</summary>
    public AccountKey Account => new(Member.OrgId, Member.MemberId, Program.ProgramId);

    /// <summary>What is stored of the till's words, with the worth of the points by the program's rates of now.</summary>
    public TillSale SaleOf(RedemptionDraft draft)
    {
        var worth = Worth.Of(Program, Points);
        return new TillSale
        {
            Points = Points,
            Worth = Worth.Text(worth.Base),
            LocalWorth = Worth.Text(worth.Local),
            TillId = draft.TillId,
            Time = Time,
            Notes = draft.Notes,
        };
    }
}
