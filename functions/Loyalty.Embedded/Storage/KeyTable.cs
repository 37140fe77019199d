namespace Loyalty.Embedded;

/// <summary>
/// Rows by 16-byte keys, in arrays alone: however many there are, the garbage collector has nothing to walk through. One
/// thread adds; any may find meanwhile what was added before.
/// </summary>
internal sealed class KeyTable
{
    private Slots slots = new(1024);
    private int count;

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>The row of the key that was added last; null when there is none.</summary>
    public long? LastRow => count == 0 ? null : slots.Rows[count - 1];

    /// <summary>All of them, in the order in which they were added.</summary>
    public IEnumerable<KeyValuePair<UInt128, long>> All
    {
        get
        {
            // The count first: slots that are read after it have room for so many.
            var most = Count;
            var read = Volatile.Read(ref slots);
            for (var i = 0; i < most; i++)
                yield return new(read.Keys[i], read.Rows[i]);
        }
    }

    /// <summary>The key's row, or null.</summary>
    public long? Find(UInt128 key) => Volatile.Read(ref slots).Find(key);

    /// <summary>Adds a key; from now on it has this row, where it had another.</summary>
    public void Add(UInt128 key, long row)
    {
        if (count == slots.Keys.Length)
            Volatile.Write(ref slots, slots.Twice());
        slots.Put(count, key, row);
        Volatile.Write(ref count, count + 1);
    }

    /// <summary>Moves all of them to another table.</summary>
    public void MoveTo(KeyTable other)
    {
        for (var i = 0; i < count; i++)
            other.Add(slots.Keys[i], slots.Rows[i]);
        CutTo(0);
    }

    /// <summary>Forgets what was added last, down to so many. Nobody may be finding meanwhile.</summary>
    public void CutTo(int most)
    {
        for (; count > most; count--)
            slots.Remove(count - 1);
    }

    /// <summary>The first ones, sorted, each with its latest row.</summary>
    public KeyRun Sorted(int first)
    {
        var read = Volatile.Read(ref slots);
        var (keys, rows) = (read.Keys[..first], read.Rows[..first]);
        Array.Sort(keys, rows);
        var kept = 0;
        for (var i = 0; i < first; i++)
        {
            if (kept > 0 && keys[kept - 1] == keys[i])
                rows[kept - 1] = Math.Max(rows[kept - 1], rows[i]);
            else
                (keys[kept], rows[kept++]) = (keys[i], rows[i]);
        }

        return kept == first ? new KeyRun(keys, rows, first) : new KeyRun(keys[..kept], rows[..kept], first);
    }

    /// <summary>A table without the first ones.</summary>
    public KeyTable After(int first)
    {
        var rest = new KeyTable();
        for (var i = first; i < count; i++)
            rest.Add(slots.Keys[i], slots.Rows[i]);
        return rest;
    }

    /// <summary>Chains of keys from the places where they belong, the newest first.</summary>
    /// <param name="size">For so many; a power of two.</param>
    private sealed class Slots(int size)
    {
        /// <summary>From one; zero is none. The latest key of each place, and of each key the one before it.</summary>
        private readonly int[] heads = new int[size];
        private readonly int[] next = new int[size];

        public UInt128[] Keys { get; } = new UInt128[size];
        public long[] Rows { get; } = new long[size];

        public long? Find(UInt128 key)
        {
            for (var i = Volatile.Read(ref heads[PlaceOf(key)]); i != 0; i = next[i - 1])
                if (Keys[i - 1] == key)
                    return Rows[i - 1];
            return null;
        }

        public void Put(int i, UInt128 key, long row)
        {
            ref var head = ref heads[PlaceOf(key)];
            (Keys[i], Rows[i], next[i]) = (key, row, head);
            // Last of all: whoever comes this way from now on finds the key whole.
            Volatile.Write(ref head, i + 1);
        }

        public void Remove(int i) => heads[PlaceOf(Keys[i])] = next[i];

        public Slots Twice()
        {
            var larger = new Slots(2 * Keys.Length);
            for (var i = 0; i < Keys.Length; i++)
                larger.Put(i, Keys[i], Rows[i]);
            return larger;
        }

        // Not all keys are random: those of words begin alike, and end in small numbers. An odd factor from the golden
        // ratio carries every bit to the top.
        private int PlaceOf(UInt128 key) =>
            (int)((((ulong)(key >> 64) ^ ((ulong)key * Spread)) * Spread) >> 32) & (heads.Length - 1);

        private const ulong Spread = 0x9E3779B97F4A7C15;
    }
}

/// <summary>Keys in order, with their rows.</summary>
/// <param name="Keys">The keys, no two alike.</param>
/// <param name="Rows">Their rows.</param>
/// <param name="Of">How many they were, some of them several times.</param>
internal sealed record KeyRun(UInt128[] Keys, long[] Rows, int Of)
{
    public static KeyRun None { get; } = new([], [], 0);

    public int Count => Keys.Length;

    /// <summary>All of them.</summary>
    public IEnumerable<KeyValuePair<UInt128, long>> All => Keys.Zip(Rows, KeyValuePair.Create);

    /// <summary>The row up to which a table is complete that has all of them.</summary>
    public long LastRow => Rows.Max();

    /// <summary>The key's row, or null.</summary>
    public long? Find(UInt128 key)
    {
        var i = Array.BinarySearch(Keys, key);
        return i < 0 ? null : Rows[i];
    }
}
