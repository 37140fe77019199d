using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty;

/// <summary>A whole number of points, signed. Arithmetic that would overflow throws.</summary>
[JsonConverter(typeof(PointsConverter))]
public readonly record struct Points(long Value) : IComparable<Points>
{
    /// <summary>The largest amount one request may ask for.</summary>
    public const long MaxPerRequest = 1_000_000_000;

    /// <summary>No points.</summary>
    public static Points Zero => default;

    public static Points operator +(Points left, Points right) => new(checked(left.Value + right.Value));

    public static Points operator -(Points left, Points right) => new(checked(left.Value - right.Value));

    public static Points operator -(Points points) => new(checked(-points.Value));

    public static bool operator <(Points left, Points right) => left.Value < right.Value;

    public static bool operator >(Points left, Points right) => left.Value > right.Value;

    public static bool operator <=(Points left, Points right) => left.Value <= right.Value;

    public static bool operator >=(Points left, Points right) => left.Value >= right.Value;

    /// <summary>The smaller of the two.</summary>
    public static Points Min(Points left, Points right) => left < right ? left : right;

    /// <summary>The larger of the two.</summary>
    public static Points Max(Points left, Points right) => left < right ? right : left;

    /// <inheritdoc/>
    public int CompareTo(Points other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();

    /// <summary>Its JSON form; public for the serializers of other projects.</summary>
    public sealed class PointsConverter : JsonConverter<Points>
    {
        /// <inheritdoc/>
        public override Points Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetInt64());

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, Points value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Value);
    }
}
