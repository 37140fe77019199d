using Loyalty.Signing;

namespace Loyalty.Tests.Signing;

public sealed class RequestSignerTests
{
    private static readonly byte[] Body = """{"status":"success"}"""u8.ToArray();

    [Theory]
    [InlineData(KeyAlgorithm.EcdsaSha256)]
    [InlineData(KeyAlgorithm.RsaSha256)]
    public void What_we_sign_verifies_in_both_forms_with_either_of_two_live_keys(KeyAlgorithm algorithm)
    {
        using var older = SigningKey.Create(algorithm, "k-1", RequestSample.Now);
        using var newer = SigningKey.Create(algorithm, "k-2", RequestSample.Now);
        foreach (var key in new[] { older, newer })
            Assert.All(
                Both(key),
                request =>
                {
                    Assert.Equal(new SignatureOutcome.Verified(key.KeyId), Verify(request, older, newer));
                    var other = key == older ? newer : older;
                    Assert.Equal(new SignatureOutcome.Rejected(SignatureFault.UnknownKey), Verify(request, other));
                }
            );
    }

    [Fact]
    public void A_target_that_would_break_the_line_is_not_signed()
    {
        using var key = TestKeys.EcSigning();
        foreach (var target in new[] { "/a\n(created): 1", "/a\r", "/a\0" })
        {
            var fault = Assert.Throws<ArgumentException>(() =>
                RequestSigner.Sign(key, "POST", target, Body, RequestSample.Now)
            );
            Assert.StartsWith(
                $"'{target}' or its method cannot stand in a request.",
                fault.Message,
                StringComparison.Ordinal
            );
            Assert.Throws<ArgumentException>(() =>
                RequestSigner.SignMessage(key, "POST", target, Body, RequestSample.Now)
            );
        }
    }

    [Fact]
    public void Many_threads_may_sign_and_verify_with_one_key()
    {
        using var rsa = TestKeys.RsaSigning();
        using var ec = TestKeys.EcSigning();
        Parallel.For(
            0,
            400,
            new ParallelOptions { MaxDegreeOfParallelism = 8 },
            i =>
            {
                var key = i % 2 == 0 ? rsa : ec;
                var data = BitConverter.GetBytes(i);
                var signature = key.Sign(data);
                Assert.True(key.PublicKey.Verify(data, signature));
                Assert.False(key.PublicKey.Verify(BitConverter.GetBytes(i + 1), signature));
            }
        );
    }

    private static SignatureOutcome Verify(SignedRequest request, params SigningKey[] live) =>
        SignatureVerifier.Verify(
            request,
            id => live.SingleOrDefault(key => key.KeyId == id)?.PublicKey,
            RequestSample.Now,
            TimeSpan.Zero
        );

    private static IEnumerable<SignedRequest> Both(SigningKey key)
    {
        const string target = "/callbacks/points?tenant=a%20b";
        yield return Request(target, RequestSigner.Sign(key, "POST", target, Body, RequestSample.Now));
        yield return Request(target, RequestSigner.SignMessage(key, "POST", target, Body, RequestSample.Now));
    }

    private static SignedRequest Request(string target, IReadOnlyList<KeyValuePair<string, string>> headers) =>
        new()
        {
            Method = "POST",
            RawTarget = target,
            Header = name => headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value,
            Body = Body,
        };
}
