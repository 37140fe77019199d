using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.Management;

/// <summary>The JSON form of rules, programs and clients as callers see them: every member is always there.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.Never)]
[JsonSerializable(typeof(RuleDocument))]
[JsonSerializable(typeof(SimulationDocument))]
[JsonSerializable(typeof(ShareDocument))]
[JsonSerializable(typeof(ProgramDocument))]
[JsonSerializable(typeof(ClientDocument))]
[JsonSerializable(typeof(CreatedClientDocument))]
[JsonSerializable(typeof(NewSecretDocument))]
[JsonSerializable(typeof(CallbackSecretDocument))]
[JsonSerializable(typeof(SecretListDocument))]
public sealed partial class ManagementJson : JsonSerializerContext;
