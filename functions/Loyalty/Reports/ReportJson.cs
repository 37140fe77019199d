using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.Reports;

/// <summary>The stored form of reports. Enums are numbers, as in the ledger.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true
)]
[JsonSerializable(typeof(ProgramTotals))]
internal sealed partial class ReportJson : JsonSerializerContext;
