using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Loyalty.Identity;

namespace Loyalty.Tests.Identity;

public sealed class Digest256Tests
{
    [Theory]
    [InlineData(0)]
    [InlineData(600)]
    [InlineData(681)] // As many as fit on the stack,
    [InlineData(682)] // and one more.
    [InlineData(16_000)]
    public void A_text_of_any_length_has_the_digest_of_its_bytes(int length)
    {
        var text = new string('é', length);

        Span<byte> digest = stackalloc byte[32];
        MemoryMarshal.Write(digest, Digest256.Of(text));

        Assert.Equal(SHA256.HashData(Encoding.UTF8.GetBytes(text)), digest.ToArray());
    }
}
