using System.Text.Json.Serialization;

namespace Loyalty;

/// <summary>A partner's client, unique over all organisations.</summary>
[JsonConverter(typeof(TextIdConverter<ClientId>))]
public readonly record struct ClientId : ITextId<ClientId>
{
    private readonly string? text;

    private ClientId(string text)
    {
        this.text = text;
    }

    /// <inheritdoc/>
    public string Value => text ?? "";

    /// <inheritdoc/>
    public static string Rules => TextId.NameRules;

    /// <inheritdoc/>
    public static bool TryParse(string? text, out ClientId id)
    {
        var good = TextId.IsName(text);
        id = good && text is not null ? new ClientId(text) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
