using Loyalty;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace LoyaltyFunctions.Management;

/// <summary>Reads what transactions are searched for from the query string. An empty parameter does not matter.</summary>
internal static class TransactionQuery
{
    /// <summary>The search; what is wrong is in the query's errors.</summary>
    public static EntrySearch Read(ManagementQuery sent, OrgId org)
    {
        var query = sent.WithoutEmpty();
        var search = new EntrySearch
        {
            OrgId = org,
            MemberId = query.Id<MemberId>("userId"),
            ProgramId = query.Id<ProgramId>("programId"),
            ClientId = query.Id<ClientId>("clientId"),
            Kind = query.Word<EntryKind>("kind"),
            Status = query.Word<EntryStatus>("status"),
            From = query.Instant("from"),
            To = query.Instant("to"),
        };
        if (search.To < search.From)
            query.Fail("to", "range", "Must not be before from.");
        return search;
    }
}
