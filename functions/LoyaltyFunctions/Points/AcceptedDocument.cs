using Loyalty;

namespace LoyaltyFunctions.Points;

/// <summary>The body of a 202.</summary>
internal sealed record AcceptedDocument(string Status, RequestId RequestId, EntryId TransactionId);
