using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Ledger.Rules;
using Loyalty.Signing;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Callbacks;

/// <summary>An outcome, its client and its message.</summary>
internal static class CallbackSample
{
    public static readonly EntryId TransactionId = EntryId.For(Given.ClientId, TextId.From<RequestId>("order-1"));

    /// <summary>Shared: making an RSA key takes longer than a whole test.</summary>
    public static readonly KeySet Keys = new(DataKey.Create(), KeySet.CreateKeys(Given.Noon), TimeProvider.System);

    public static readonly Client Client = new()
    {
        ClientId = Given.ClientId,
        OrgId = Given.Org,
        Name = "Shop",
        Scopes = [],
    };

    public static LedgerEntry Entry { get; } =
        new()
        {
            Id = TransactionId,
            Kind = EntryKind.Earn,
            Status = EntryStatus.Success,
            OrgId = Given.Org,
            MemberId = Given.MemberId,
            ProgramId = Given.ProgramId,
            RuleId = TextId.From<RuleId>("welcome"),
            ClientId = Given.ClientId,
            RequestId = TextId.From<RequestId>("order-1"),
            Requested = new Points(10),
            Points = new Points(10),
            BalanceAfter = new Points(10),
            At = new DateTimeOffset(2024, 4, 12, 7, 41, 26, TimeSpan.Zero).AddTicks(6_331_350),
            Version = 1,
            PreviousHash = "",
        };

    public static CallbackMessage Message(string url = "https://partner.example/cb", int attempt = 1) =>
        new()
        {
            DeliveryId = TransactionId.ToString(),
            OrgId = Given.Org,
            ClientId = Given.ClientId,
            TransactionId = TransactionId,
            Url = url,
            Payload = CallbackPayload.Render(Entry),
            Attempt = attempt,
        };
}
