using System.Collections.Frozen;

namespace Loyalty.Json;

/// <summary>Enums as the management API writes them: their names in lower case.</summary>
public static class Words
{
    /// <summary>The word for a value.</summary>
    /// <exception cref="KeyNotFoundException">The enum has no such value.</exception>
    public static string Of<T>(T value)
        where T : struct, Enum => Table<T>.Words[value];

    /// <summary>Takes a word, in lower case only: a number is none.</summary>
    public static bool TryRead<T>(string? text, out T value)
        where T : struct, Enum
    {
        value = default;
        return text is not null && Table<T>.Values.TryGetValue(text, out value);
    }

    /// <summary>All words of an enum, in the order of its values.</summary>
    public static IReadOnlyList<string> All<T>()
        where T : struct, Enum => [.. Enum.GetValues<T>().Select(Of)];

    private static class Table<T>
        where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> Words = Enum.GetValues<T>()
            .ToFrozenDictionary(value => value, value => value.ToString().ToLowerInvariant());

        public static readonly FrozenDictionary<string, T> Values = Words.ToFrozenDictionary(
            pair => pair.Value,
            pair => pair.Key,
            StringComparer.Ordinal
        );
    }
}
