namespace Loyalty.RequestLog;

/// <summary>What a request turns out to be about while it is handled; what is not known stays null.</summary>
public sealed class RequestSubject
{
    public RuleId? RuleId { get; set; }
    public ProgramId? ProgramId { get; set; }
    public MemberId? MemberId { get; set; }
    public RequestId? RequestId { get; set; }
    public EntryId? TransactionId { get; set; }
}
