namespace Loyalty;

/// <summary>An identifier that travels as text. <c>TryParse</c> is the only way in from outside.</summary>
/// <typeparam name="TSelf">The identifier itself.</typeparam>
public interface ITextId<TSelf>
    where TSelf : struct, ITextId<TSelf>
{
    /// <summary>The identifier as it stands in documents and on the wire.</summary>
    string Value { get; }

    /// <summary>Those rules, as one sentence for a field's error.</summary>
    static abstract string Rules { get; }

    /// <summary>Takes text that follows the identifier's rules; anything else is false.</summary>
    static abstract bool TryParse(string? text, out TSelf id);
}
