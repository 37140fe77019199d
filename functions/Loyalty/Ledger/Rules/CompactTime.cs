using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty.Ledger.Rules;

/// <summary>An instant as RFC 3339 in UTC with a <c>Z</c>: the usual form's <c>+00:00</c> takes eleven bytes of every
/// stored entry, because JSON writers escape the plus.</summary>
internal sealed class CompactTime : JsonConverter<DateTimeOffset>
{
    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime);
}
