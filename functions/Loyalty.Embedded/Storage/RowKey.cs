using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Loyalty.Embedded;

/// <summary>The 16-byte keys of <see cref="KeyIndex"/>, in the byte order in which they are stored.</summary>
internal static class RowKey
{
    public static UInt128 Of(EntryId id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>Half of the text's SHA-256; two texts with one key cannot be found.</summary>
    public static UInt128 Of(string text)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    public static byte[] Bytes(UInt128 key)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, key);
        return bytes;
    }
}
