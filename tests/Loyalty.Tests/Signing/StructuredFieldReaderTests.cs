using Loyalty.Signing;

namespace Loyalty.Tests.Signing;

/// <summary>The pieces of structured fields (RFC 9651), to the last character that each may have.</summary>
public sealed class StructuredFieldReaderTests
{
    [Theory]
    [InlineData(";a")]
    [InlineData("; a;b")]
    [InlineData(";*a=1")]
    [InlineData(";a=0")]
    [InlineData(";a=9")]
    [InlineData(";a=-1")]
    [InlineData(";a=123456789012345")]
    [InlineData(";a=1.5")]
    [InlineData(";a=-1.123")]
    [InlineData(";a=\"\"")]
    [InlineData(";a=\" ~\\\"\\\\\"")]
    [InlineData(";a=::")]
    [InlineData(";a=:YQ==:")]
    [InlineData(";a=?0;b=?1")]
    [InlineData(";a=tok/en:")]
    [InlineData(";a=*tok")]
    public void Parameters_are_read_over(string field)
    {
        var reader = new StructuredFieldReader(field);

        Assert.True(reader.TrySkipParameters());
        Assert.True(reader.AtEnd);
    }

    [Theory]
    [InlineData(";")]
    [InlineData(";A=1")]
    [InlineData(";1=1")]
    [InlineData(";a=")]
    [InlineData(";a=-")]
    [InlineData(";a=1234567890123456")]
    [InlineData(";a=1.")]
    [InlineData(";a=1.x")]
    [InlineData(";a=1.1234")]
    [InlineData(";a=?")]
    [InlineData(";a=?2")]
    [InlineData(";a=\"x")]
    [InlineData(";a=\"\\x\"")]
    [InlineData(";a=\"\u007f\"")]
    [InlineData(";a=\"\u001f\"")]
    [InlineData(";a=:YQ")]
    [InlineData(";a=(")]
    public void What_is_no_parameter_is_refused(string field) =>
        Assert.False(new StructuredFieldReader(field).TrySkipParameters());

    [Fact]
    public void What_is_not_there_is_nothing()
    {
        Assert.False(new StructuredFieldReader("x").TryString(out var text));
        Assert.Equal("", text);
        Assert.False(new StructuredFieldReader("x").TryByteSequence(out _));
        Assert.False(new StructuredFieldReader("x").TryInteger(out var number));
        Assert.Equal(0, number);
    }

    [Fact]
    public void Only_spaces_and_tabs_are_white()
    {
        var reader = new StructuredFieldReader(" \t\u00a0x");

        reader.SkipWhiteSpace();

        Assert.Equal('\u00a0', reader.Next);
    }

    [Theory]
    [InlineData("l=();created=0", 0L, null, null, ";created=0")]
    [InlineData("l=();expires=0", null, 0L, null, ";expires=0")]
    [InlineData(" l=();keyid=\"k\" ", null, null, "k", ";keyid=\"k\"")]
    [InlineData("l=();x;y=?1;z=?0", null, null, null, ";x;y;z=?0")]
    [InlineData("l=();x=\"a\\\"\"", null, null, null, ";x=\"a\\\"\"")]
    [InlineData("l=();x=:YQ==:", null, null, null, ";x=:YQ==:")]
    [InlineData("l=();x=0;y=9;z=-1", null, null, null, ";x=0;y=9;z=-1")]
    [InlineData("l=();x=tok", null, null, null, ";x=tok")]
    public void The_parameters_of_a_signature_are_read_and_written_anew(
        string header,
        long? created,
        long? expires,
        string? keyId,
        string canonical
    )
    {
        Assert.Equal(SignatureFault.None, MessageSignatureInput.TryParse(header, out var input));
        Assert.Equal(("l", created, expires, keyId), (input.Label, input.Created, input.Expires, input.KeyId));
        Assert.Equal("()" + canonical, input.Canonical);
    }

    [Theory]
    [InlineData("l=();created=-1")]
    [InlineData("l=();created=\"1\"")]
    [InlineData("l=();created")]
    [InlineData("l=();expires=-1")]
    [InlineData("l=();expires=x")]
    [InlineData("l=();keyid=\"\"")]
    [InlineData("l=();keyid=k")]
    [InlineData("l=();alg=1")]
    [InlineData("l=();x=?2")]
    [InlineData("l=();x=\"a")]
    [InlineData("l=();x=:YQ")]
    [InlineData("l=();x=1.5")]
    [InlineData("l=();x=(")]
    [InlineData("l=();x=1a")]
    public void A_signature_with_other_parameters_is_malformed(string header)
    {
        Assert.Equal(SignatureFault.Malformed, MessageSignatureInput.TryParse(header, out var input));
        Assert.Equal("l", input.Label);
    }

    [Fact]
    public void What_cannot_be_read_at_all_has_no_label()
    {
        Assert.Equal(SignatureFault.Malformed, MessageSignatureInput.TryParse("L=()", out var input));
        Assert.Equal("", input.Label);
    }
}
