using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.Catalog;

/// <summary>The JSON form of catalog documents, the same in every store.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull
)]
[JsonSerializable(typeof(Organisation))]
[JsonSerializable(typeof(PointProgram))]
[JsonSerializable(typeof(Rule))]
[JsonSerializable(typeof(RuleVersion))]
[JsonSerializable(typeof(Client))]
[JsonSerializable(typeof(Member))]
[JsonSerializable(typeof(MemberAlias))]
[JsonSerializable(typeof(MemberGroup))]
[JsonSerializable(typeof(GroupListing))]
[JsonSerializable(typeof(GroupAlias))]
[JsonSerializable(typeof(ClientListing))]
[JsonSerializable(typeof(Creation))]
[JsonSerializable(typeof(AuditRecord))]
public sealed partial class CatalogJson : JsonSerializerContext;
