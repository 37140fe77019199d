using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.Local.Demo;

/// <summary>The JSON form of <see cref="DemoFile"/>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(DemoFile))]
internal sealed partial class DemoJson : JsonSerializerContext;
