using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty.Reports;

namespace LoyaltyFunctions.Management;

/// <summary>The JSON form of the overview.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(OverviewDocument))]
internal sealed partial class OverviewJson : JsonSerializerContext;
