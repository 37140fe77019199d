using System.Text.Json.Serialization;

namespace Loyalty;

/// <summary>An organisation: the tenant that everything belongs to.</summary>
[JsonConverter(typeof(TextIdConverter<OrgId>))]
public readonly record struct OrgId : ITextId<OrgId>
{
    private readonly string? text;

    private OrgId(string text)
    {
        this.text = text;
    }

    /// <inheritdoc/>
    public string Value => text ?? "";

    /// <inheritdoc/>
    public static string Rules => TextId.NameRules;

    /// <inheritdoc/>
    public static bool TryParse(string? text, out OrgId id)
    {
        var good = TextId.IsName(text);
        id = good && text is not null ? new OrgId(text) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
