using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Loyalty.CosmosServer;

/// <summary>
/// How a container's partition keys are spread over ranges, each of which answers queries for itself: by the hash of
/// version 2 of Cosmos DB's scheme (MurmurHash3, 128 bits, of the key's type, UTF-8 bytes and an end mark), because the
/// client library works it out too, and sends a query for one key to the range that it belongs to.
/// </summary>
/// <param name="Count">So many, equally wide.</param>
public sealed record KeyRanges(int Count)
{
    private const ulong C1 = 0x87c37b91114253d5;
    private const ulong C2 = 0x4cf5ad432745937f;
    private const int Width = 0x40;

    /// <summary>The range that a partition key is in.</summary>
    public int RangeOf(string partitionKey) => FirstByteOf(partitionKey) * Count / Width;

    /// <summary>Where a range begins: the first byte of its keys' hashes, the others being zero. The first range begins
    /// before all text and the last one ends behind it.</summary>
    public string StartOf(int range) =>
        range == 0 ? ""
        : range == Count ? "FF"
        : $"{((range * Width) + Count - 1) / Count:X2}{new string('0', 30)}";

    private static int FirstByteOf(string partitionKey) =>
        // Of sixteen bytes the last is the first, and its two highest bits are cut off.
        (int)(Hash([8, .. Encoding.UTF8.GetBytes(partitionKey), 0xFF]) >> 56) & (Width - 1);

    /// <summary>The upper half of MurmurHash3_x64_128, with seed 0.</summary>
    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        var (h1, h2) = (0ul, 0ul);
        var rest = bytes;
        for (; rest.Length >= 16; rest = rest[16..])
        {
            h1 ^= Mix1(BinaryPrimitives.ReadUInt64LittleEndian(rest));
            h1 = ((BitOperations.RotateLeft(h1, 27) + h2) * 5) + 0x52dce729;
            h2 ^= Mix2(BinaryPrimitives.ReadUInt64LittleEndian(rest[8..]));
            h2 = ((BitOperations.RotateLeft(h2, 31) + h1) * 5) + 0x38495ab5;
        }

        Span<byte> tail = stackalloc byte[16];
        tail.Clear();
        rest.CopyTo(tail);
        h1 ^= Mix1(BinaryPrimitives.ReadUInt64LittleEndian(tail));
        h2 ^= Mix2(BinaryPrimitives.ReadUInt64LittleEndian(tail[8..]));

        h1 ^= (ulong)bytes.Length;
        h2 ^= (ulong)bytes.Length;
        h1 += h2;
        h2 += h1;
        h1 = Finish(h1);
        h2 = Finish(h2);
        h1 += h2;
        return h2 + h1;
    }

    private static ulong Mix1(ulong k) => BitOperations.RotateLeft(k * C1, 31) * C2;

    private static ulong Mix2(ulong k) => BitOperations.RotateLeft(k * C2, 33) * C1;

    private static ulong Finish(ulong k)
    {
        k = (k ^ (k >> 33)) * 0xff51afd7ed558ccd;
        k = (k ^ (k >> 33)) * 0xc4ceb9fe1a85ec53;
        return k ^ (k >> 33);
    }
}
