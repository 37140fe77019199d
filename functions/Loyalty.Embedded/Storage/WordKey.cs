namespace Loyalty.Embedded;

/// <summary>
/// A key of a word in a <see cref="KeyIndex"/>: the stretch of the source that it stands in, the word, and a place in the
/// stretch. So what is written at one time lies together in the table, however large that has grown, and a stretch can be
/// removed as a whole.
/// </summary>
/// <param name="Stretch">Of 24 bits.</param>
/// <param name="Word">Of 40 bits, from the word's hash: two words may share it, so whatever is found is looked at.</param>
/// <param name="Place">In the order of the source.</param>
internal readonly record struct WordKey(ulong Stretch, ulong Word, ulong Place)
{
    private const int WordBits = 40;

    /// <summary>The key as it is stored.</summary>
    public UInt128 Number => new((Stretch << WordBits) | Word, Place);

    /// <summary>What is before all later places of the word; null where nothing is.</summary>
    public WordKey? Before() =>
        Place > 0 ? this with { Place = Place - 1 }
        : Stretch > 0 ? new WordKey(Stretch - 1, Word, ulong.MaxValue)
        : null;

    /// <summary>The key that is stored so.</summary>
    public static WordKey Of(UInt128 number) =>
        new(UpperOf(number) >> WordBits, WordOf(number), (ulong)(number & ulong.MaxValue));

    /// <summary>The word in a key as it is stored.</summary>
    public static ulong WordOf(UInt128 number) => UpperOf(number) & ((1UL << WordBits) - 1);

    /// <summary>A word as keys have it.</summary>
    public static ulong WordOf(string word) => (ulong)(RowKey.Of(word) >> (128 - WordBits));

    private static ulong UpperOf(UInt128 number) => (ulong)(number >> 64);
}
