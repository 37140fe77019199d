using System.Text.Json.Serialization;

namespace Loyalty;

/// <summary>The caller's own id of a request, unique per client for ever.</summary>
[JsonConverter(typeof(TextIdConverter<RequestId>))]
public readonly record struct RequestId : ITextId<RequestId>
{
    private readonly string? text;

    private RequestId(string text)
    {
        this.text = text;
    }

    /// <inheritdoc/>
    public string Value => text ?? "";

    /// <inheritdoc/>
    public static string Rules => TextId.ForeignRules;

    /// <inheritdoc/>
    public static bool TryParse(string? text, out RequestId id)
    {
        var good = TextId.IsForeign(text);
        id = good && text is not null ? new RequestId(text) : default;
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
