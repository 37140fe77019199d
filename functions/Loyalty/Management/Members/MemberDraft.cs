using Loyalty.Catalog;
using Loyalty.Json;

namespace Loyalty.Management.Members;

/// <summary>What callers say about a member; a field that they leave out is empty.</summary>
public sealed record MemberDraft
{
    // RFC 5321 §4.5.3.1.
    private const int MaxEmail = 254;
    private const int MostLocalPart = 64;
    private const int MaxCardNumber = 64;

    public string? Name { get; init; }
    public string? Mobile { get; init; }
    public string? Email { get; init; }
    public string? ExternalId { get; init; }
    public string? CardNumber { get; init; }
    public string? CardExternalId { get; init; }
    public MemberStatus Status { get; init; }

    /// <summary>Reads <c>{name, mobile, email, externalId, cardNumber, cardExternalId, status}</c>; what is wrong is in the fields'
    /// errors.</summary>
    /// <param name="fields">What was sent.</param>
    /// <param name="maxName">Most characters in a name.</param>
    /// <param name="region">Whose national mobile numbers are read; null = no country's.</param>
    public static MemberDraft Read(JsonFields fields, int maxName, string? region)
    {
        var name = fields.Line("name", required: false, maxName);
        var written = fields.Text("mobile", required: false);
        var mobile = written is null ? null : MobileNumber.Read(written, region);
        if (written is not null && mobile is null)
            fields.Fail("mobile", "format", MobileNumber.Rules(region));
        var email = fields.Line("email", required: false, MaxEmail);
        if (email is not null && !IsAddress(email))
            fields.Fail("email", "format", "Must be an e-mail address.");
        return new MemberDraft
        {
            Name = name,
            Mobile = mobile,
            Email = email,
            ExternalId = fields.Line("externalId", required: false, TextId.MaxLength),
            CardNumber = fields.Line("cardNumber", required: false, MaxCardNumber),
            CardExternalId = fields.Line("cardExternalId", required: false, TextId.MaxLength),
            Status = fields.Word<MemberStatus>("status", required: false) ?? MemberStatus.Active,
        };
    }

    /// <summary>A member who is as these fields say.</summary>
    public Member ApplyTo(Member member) =>
        member with
        {
            Name = Name,
            Mobile = Mobile,
            Email = Email,
            ExternalId = ExternalId,
            CardNumber = CardNumber,
            CardExternalId = CardExternalId,
            Status = Status,
            Registering = false,
        };

    /// <summary>No more than its shape: whether it exists, only a letter to it shows.</summary>
    private static bool IsAddress(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at is > 0 and <= MostLocalPart
            && text.LastIndexOf('@') == at
            && !text.Any(char.IsWhiteSpace)
            && text[(at + 1)..].Split('.').All(label => label.Length > 0);
    }
}
