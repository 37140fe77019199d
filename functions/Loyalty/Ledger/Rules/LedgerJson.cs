using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.Ledger.Rules;

/// <summary>The JSON form of ledger documents, the same in every store. Enums are numbers, as in the hash.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true
)]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(LedgerEntry))]
public sealed partial class LedgerJson : JsonSerializerContext;
