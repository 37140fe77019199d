using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.Budgets;

/// <summary>The JSON form of budgets, the same in every store. Enums are numbers.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true
)]
[JsonSerializable(typeof(Budget))]
[JsonSerializable(typeof(Reservation))]
public sealed partial class BudgetJson : JsonSerializerContext;
