using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.Admission;

/// <summary>The JSON form of what admission stores.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ReconciliationMark))]
public sealed partial class AdmissionJson : JsonSerializerContext;
