using System.Text.Json.Serialization;

namespace Loyalty;

/// <summary>A member of an organisation, by the id the organisation itself uses (<c>userId</c> on the wire).</summary>
[JsonConverter(typeof(TextIdConverter<MemberId>))]
public readonly record struct MemberId : ITextId<MemberId>
{
    private readonly string? text;

    private MemberId(string text)
    {
        this.text = text;
    }

    /// <inheritdoc/>
    public string Value => text ?? "";

    /// <inheritdoc/>
    public static string Rules => TextId.ForeignRules;

    /// <inheritdoc/>
    public static bool TryParse(string? text, out MemberId id)
    {
        var good = TextId.IsForeign(text);
        id = good && text is not null ? new MemberId(text) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
