namespace Loyalty;

/// <summary>
/// The pieces by which any part of a word is found without looking through all words: a word stands under each run of one
/// to three of its characters, so whatever has a part of it stands under all the pieces of that part.
/// </summary>
public static class WordPieces
{
    /// <summary>Longest piece, in characters.</summary>
    public const int Longest = 3;

    /// <summary>How many characters of a text are found.</summary>
    public const int MostCharacters = 100;

    /// <summary>The words of a text, in the form in which they are sought.</summary>
    public static IReadOnlyList<string> WordsOf(string text) =>
        FoldedText.Sought(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The pieces that a text stands under.</summary>
    public static IEnumerable<string> Of(string text) =>
        from word in WordsOf(Start(text))
        let characters = CharactersOf(word)
        from length in Enumerable.Range(1, Longest)
        from piece in RunsOf(characters, length)
        select piece;

    /// <summary>The pieces that a text with this part of a word stands under.</summary>
    public static IEnumerable<string> OfPart(string part)
    {
        var characters = CharactersOf(part);
        return RunsOf(characters, Math.Min(characters.Length, Longest));
    }

    private static string Start(string text) =>
        text.Length <= MostCharacters ? text : string.Concat(text.EnumerateRunes().Take(MostCharacters));

    private static string[] CharactersOf(string word) => [.. word.EnumerateRunes().Select(rune => rune.ToString())];

    private static IEnumerable<string> RunsOf(string[] characters, int length) =>
        from start in Enumerable.Range(0, Math.Max(0, characters.Length - length + 1))
        select string.Concat(characters.AsSpan(start, length));
}
