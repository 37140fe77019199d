using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.Ledger.Reading;

/// <summary>The JSON form of entries as people see them: every member is always there.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(TransactionDocument))]
public sealed partial class TransactionJson : JsonSerializerContext;
