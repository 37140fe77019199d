using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty.Management;

namespace LoyaltyFunctions.Management;

/// <summary>The JSON form of the answers about transactions.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(TransactionDocument))]
[JsonSerializable(typeof(ListDocument<TransactionDocument>))]
internal sealed partial class TransactionsJson : JsonSerializerContext;
