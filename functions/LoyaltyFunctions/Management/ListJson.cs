using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty.Catalog;
using Loyalty.Json;
using Loyalty.Ledger.Reading;
using Loyalty.Management;
using Loyalty.Management.Clients;
using Loyalty.Management.Groups;
using Loyalty.Management.Members;
using Loyalty.Management.Operations;
using Loyalty.Management.Programs;
using Loyalty.Management.Rules;
using Loyalty.PointOfSale;
using Loyalty.Programs;
using Loyalty.Programs.Remote;
using Loyalty.RequestLog;
using LoyaltyFunctions.Http;

namespace LoyaltyFunctions.Management;

/// <summary>The JSON form of the management API's lists, whose items are as in <see cref="ManagementJson"/>, and of
/// answers that no item is.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    Converters = [
        typeof(WordConverter<CapPeriod>),
        typeof(WordConverter<RedemptionValidation>),
        typeof(WordConverter<CodeChannel>),
        typeof(WordConverter<RequestOutcome>),
    ]
)]
[JsonSerializable(typeof(ListDocument<RuleDocument>))]
[JsonSerializable(typeof(ListDocument<RuleVersionDocument>))]
[JsonSerializable(typeof(ListDocument<ProgramDocument>))]
[JsonSerializable(typeof(ListDocument<ClientDocument>))]
[JsonSerializable(typeof(ListDocument<MemberDocument>))]
[JsonSerializable(typeof(ListDocument<GroupDocument>))]
[JsonSerializable(typeof(ListDocument<TransactionDocument>))]
[JsonSerializable(typeof(ListDocument<DeliveryDocument>))]
[JsonSerializable(typeof(ListDocument<ParkedDocument>))]
[JsonSerializable(typeof(ListDocument<AuditDocument>))]
[JsonSerializable(typeof(ListDocument<OutboxDocument>))]
[JsonSerializable(typeof(ListDocument<TillDay>))]
[JsonSerializable(typeof(ListDocument<RequestDocument>))]
[JsonSerializable(typeof(ListDocument<ConnectionDocument>))]
[JsonSerializable(typeof(ListDocument<PendingIssueDocument>))]
[JsonSerializable(typeof(RemoteTrialDocument))]
[JsonSerializable(typeof(SetupDocument))]
[JsonSerializable(typeof(TillTrialDocument))]
internal sealed partial class ListJson : JsonSerializerContext;
