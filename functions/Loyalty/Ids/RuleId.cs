using System.Text.Json.Serialization;

namespace Loyalty;

/// <summary>A rule that awards or spends points of one program.</summary>
[JsonConverter(typeof(TextIdConverter<RuleId>))]
public readonly record struct RuleId : ITextId<RuleId>
{
    private readonly string? text;

    private RuleId(string text)
    {
        this.text = text;
    }

    /// <inheritdoc/>
    public string Value => text ?? "";

    /// <inheritdoc/>
    public static string Rules => TextId.NameRules;

    /// <inheritdoc/>
    public static bool TryParse(string? text, out RuleId id)
    {
        var good = TextId.IsName(text);
        id = good && text is not null ? new RuleId(text) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
