using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty.Catalog;
using Loyalty.Json;
using Loyalty.Management.Clients;
using Loyalty.Management.Groups;
using Loyalty.Management.Members;
using Loyalty.Management.Operations;
using Loyalty.Management.Organisations;
using Loyalty.Management.Programs;
using Loyalty.Management.Rules;

namespace Loyalty.Management;

/// <summary>The JSON form of the management API's items as callers see them: every member is always there.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.Never,
    Converters = [
        typeof(WordConverter<CapPeriod>),
        typeof(WordConverter<RedemptionValidation>),
        typeof(WordConverter<CodeChannel>),
    ]
)]
[JsonSerializable(typeof(RuleDocument))]
[JsonSerializable(typeof(SimulationDocument))]
[JsonSerializable(typeof(ShareDocument))]
[JsonSerializable(typeof(ProgramDocument))]
[JsonSerializable(typeof(ClientDocument))]
[JsonSerializable(typeof(CreatedClientDocument))]
[JsonSerializable(typeof(NewSecretDocument))]
[JsonSerializable(typeof(CallbackSecretDocument))]
[JsonSerializable(typeof(SecretListDocument))]
[JsonSerializable(typeof(MemberDocument))]
[JsonSerializable(typeof(GroupDocument))]
[JsonSerializable(typeof(GroupPointsDocument))]
[JsonSerializable(typeof(DeliveryDocument))]
[JsonSerializable(typeof(ParkedDocument))]
[JsonSerializable(typeof(AuditDocument))]
[JsonSerializable(typeof(OutboxDocument))]
[JsonSerializable(typeof(MeDocument))]
[JsonSerializable(typeof(OrganisationDocument))]
public sealed partial class ManagementJson : JsonSerializerContext;
