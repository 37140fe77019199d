using System.Text.Json;
using Loyalty.Json;
using Loyalty.Management.Members;

namespace Loyalty.Tests.Management;

/// <summary>How what people know about a member is read and compared.</summary>
public class MemberDraftTests
{
    [Theory]
    [InlineData("+14155550100", "+14155550100")]
    [InlineData("14155550100", "+14155550100")]
    [InlineData("0014155550100", "+14155550100")]
    [InlineData("+1 (415) 555-01.00", "+14155550100")]
    [InlineData("44700900999", "+44700900999")]
    [InlineData("1234567", "+1234567")]
    [InlineData("123456789012345", "+123456789012345")]
    public void A_mobile_number_is_kept_as_plus_and_digits(string written, string kept) =>
        Assert.Equal(kept, Read(written).Mobile);

    [Theory]
    [InlineData("DE", "0151 12345678", "+4915112345678")]
    [InlineData("DE", "(0151) 123-45678", "+4915112345678")]
    [InlineData("DE", "15112345678", "+4915112345678")]
    [InlineData("DE", "4915112345678", "+4915112345678")]
    [InlineData("DE", "14155550100", "+14155550100")]
    [InlineData("DE", "+33612345678", "+33612345678")]
    [InlineData("DE", "0033612345678", "+33612345678")]
    [InlineData("DE", "33612345678", "+33612345678")]
    [InlineData("DE", "0201 123456", "+49201123456")]
    [InlineData("GB", "44700900999", "+44700900999")]
    [InlineData("GB", "07700 900123", "+447700900123")]
    [InlineData("IT", "347 1234567", "+393471234567")]
    [InlineData("IT", "06 12345678", "+390612345678")]
    [InlineData("RU", "8 912 345-67-89", "+79123456789")]
    [InlineData("US", "(415) 555-0100", "+14155550100")]
    [InlineData("US", "011 49 151 12345678", "+4915112345678")]
    public void A_national_number_is_read_by_the_region(string region, string written, string kept)
    {
        Assert.Equal(kept, Read(written, region).Mobile);
        Assert.Equal(kept, MemberAliases.Compared("mobile", written, region));
    }

    [Theory]
    [InlineData("112")]
    [InlineData("0800FLOWERS")]
    [InlineData("0151 123456789012345")]
    [InlineData("")]
    public void What_is_no_number_of_the_region_either_is_refused(string written)
    {
        var fields = Fields(written);
        MemberDraft.Read(fields, maxName: 200, region: "DE");
        Assert.Equal(
            "Must be a number of DE, or an international number of 7 to 15 digits, such as +14155550100.",
            Assert.Single(fields.Errors).Message
        );
    }

    [Theory]
    [InlineData("0151 1234567")]
    [InlineData("123456")]
    [InlineData("1234567890123456")]
    [InlineData("++14155550100")]
    [InlineData("+0014155550100")]
    [InlineData("+1415555O100")]
    [InlineData("١٤١٥٥٥٥٠١٠٠")]
    [InlineData("")]
    public void What_is_no_international_number_is_refused(string written)
    {
        var fields = Fields(written);
        MemberDraft.Read(fields, maxName: 200, region: null);
        Assert.Equal(["mobile format"], fields.Errors.Select(error => $"{error.Field} {error.Code}"));
    }

    [Theory]
    [InlineData("email", "Anna@Example.COM", "anna@example.com")]
    [InlineData("email", "anna@MÜLLER.example", "anna@xn--mller-kva.example")]
    [InlineData("email", "ΣΟΦΟΣ@example.com", "σοφος@example.com")]
    [InlineData("email", "Zoe\u0308@example.com", "ZO\u00CB@example.com")]
    [InlineData("email", "anna@mu\u0308ller.example", "anna@xn--mller-kva.example")]
    [InlineData("email", "\u1112\u1161\u11AB@example.com", "\uD55C@example.com")]
    [InlineData("email", "a\u0323\u0302@example.com", "\u1EAC@example.com")]
    [InlineData("email", "\u212Bke@example.com", "\u00E5ke@example.com")]
    [InlineData("mobile", "0049 151-123", "+49151123")]
    [InlineData("cardNumber", "ABC", "ABC")]
    public void Values_are_compared_by_what_they_mean(string field, string one, string other)
    {
        Assert.Equal(MemberAliases.Compared(field, other, null), MemberAliases.Compared(field, one, null));
        Assert.NotEqual(MemberAliases.Compared(field, one, null), MemberAliases.Compared(field, one + "0", null));
    }

    private static MemberDraft Read(string mobile, string? region = null)
    {
        var fields = Fields(mobile);
        var draft = MemberDraft.Read(fields, maxName: 200, region);
        Assert.Empty(fields.Errors);
        return draft;
    }

    private static JsonFields Fields(string mobile) =>
        JsonFields.TryParse(JsonSerializer.SerializeToUtf8Bytes(new { mobile }), out var fields)
            ? fields
            : throw new ArgumentException("Not JSON.", nameof(mobile));
}
