using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Loyalty.Identity;

/// <summary>256 bits of a hash as a dictionary key, without an allocation. In four parts: code that has to do with
/// <see cref="UInt128"/> is never compiled ahead of time.</summary>
internal readonly record struct Digest256(ulong First, ulong Second, ulong Third, ulong Fourth)
{
    private const int StackBytes = 2048;

    /// <summary>SHA-256 of the text's UTF-8 bytes.</summary>
    public static Digest256 Of(ReadOnlySpan<char> text)
    {
        var rented =
            Encoding.UTF8.GetMaxByteCount(text.Length) is var most && most > StackBytes
                ? ArrayPool<byte>.Shared.Rent(most)
                : null;
        var bytes = rented ?? stackalloc byte[StackBytes];
        var length = Encoding.UTF8.GetBytes(text, bytes);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes[..length], hash);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented, clearArray: true);
        return From(hash);
    }

    public static Digest256 From(ReadOnlySpan<byte> hash) => MemoryMarshal.Read<Digest256>(hash);
}
