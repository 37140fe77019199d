namespace Loyalty.Embedded;

/// <summary>Goes down over the places of some words, one read's view of a <see cref="KeyIndex"/> of <see cref="WordKey"/>s.
/// What becomes visible meanwhile may be in it or not.</summary>
internal sealed class WordSearch
{
    private readonly KeyIndex index;
    private readonly SqliteSession session;
    private readonly List<KeyValuePair<UInt128, long>> recent;

    public WordSearch(KeyIndex index, SqliteSession session, IReadOnlySet<ulong> words)
    {
        (this.index, this.session) = (index, session);
        recent = [.. index.Recent(key => words.Contains(WordKey.WordOf(key))).OrderBy(key => key.Key)];
    }

    /// <summary>The last place of a word up to a key of it, with its row; null when there is none.</summary>
    public (WordKey Key, long Row)? UpTo(WordKey most)
    {
        var word = most.Word;
        while (Last(most.Number) is { } last)
        {
            var found = WordKey.Of(last.Key);
            if (found.Word == word)
                return (found, last.Row);
            // In this stretch the word can only be before a greater one.
            if (found.Word > word)
                most = new WordKey(found.Stretch, word, ulong.MaxValue);
            else if (found.Stretch > 0)
                most = new WordKey(found.Stretch - 1, word, ulong.MaxValue);
            else
                return null;
        }

        return null;
    }

    /// <summary>The last key of memory or table up to one.</summary>
    private (UInt128 Key, long Row)? Last(UInt128 most)
    {
        var inTable = index.LastInTable(session, most);
        var at = recent.FindLastIndex(key => key.Key <= most);
        return at >= 0 && (inTable is not { } other || recent[at].Key > other.Key)
            ? (recent[at].Key, recent[at].Value)
            : inTable;
    }
}
