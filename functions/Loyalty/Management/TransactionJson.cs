using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.Management;

/// <summary>The JSON form of transactions as callers see them.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TransactionDocument))]
public sealed partial class TransactionJson : JsonSerializerContext;
