using System.Text.Json.Serialization;

namespace Loyalty;

/// <summary>A point program of an organisation.</summary>
[JsonConverter(typeof(TextIdConverter<ProgramId>))]
public readonly record struct ProgramId : ITextId<ProgramId>
{
    private readonly string? text;

    private ProgramId(string text)
    {
        this.text = text;
    }

    /// <inheritdoc/>
    public string Value => text ?? "";

    /// <inheritdoc/>
    public static string Rules => TextId.NameRules;

    /// <inheritdoc/>
    public static bool TryParse(string? text, out ProgramId id)
    {
        var good = TextId.IsName(text);
        id = good && text is not null ? new ProgramId(text) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
