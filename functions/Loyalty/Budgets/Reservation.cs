using System.Text.Json.Serialization;

namespace Loyalty.Budgets;

/// <summary>
/// Points of a budget that are set aside for one entry, from before its commit until the budget knows what it moved.
/// While it is open the entry moves at most that much. Found again by the entry's id, so that a process that dies leaves
/// nothing that its successor cannot finish.
/// </summary>
public sealed record Reservation
{
    public required EntryId EntryId { get; init; }
    public required OrgId OrgId { get; init; }
    public required RuleId RuleId { get; init; }

    /// <summary>Whose entry it is: with the organisation, the partition where it can be looked up.</summary>
    public required MemberId MemberId { get; init; }

    /// <summary>How many; zero for an entry that gives points back, which sets nothing aside.</summary>
    public required Points Points { get; init; }

    /// <summary>
    /// Which change of the budget opened it. The entry carries it too, because a message that comes again after all is
    /// settled opens a second reservation for an entry that was counted under the first.
    /// </summary>
    public required long Ticket { get; init; }

    /// <summary>When it was opened; of one that can be forgotten, when it was last asked for.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether it is of an entry whose caller waits for the answer: no message brings that again.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsAnswered { get; init; }

    /// <summary>Whether it is of an entry that gives back what another took.</summary>
    [JsonIgnore]
    public bool GivesBack => Points == Points.Zero;

    /// <summary>Whether nobody may ever come for it: then it is given up at some age.</summary>
    [JsonIgnore]
    public bool CanBeForgotten => IsAnswered || GivesBack;

    [JsonIgnore]
    public BudgetKey Budget => new(OrgId, RuleId);

    [JsonIgnore]
    public MemberKey Member => new(OrgId, MemberId);
}
