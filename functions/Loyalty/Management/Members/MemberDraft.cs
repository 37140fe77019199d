using Loyalty.Catalog;
using Loyalty.Json;

namespace Loyalty.Management.Members;

/// <summary>What callers say about a member; a field that they leave out is empty.</summary>
public sealed record MemberDraft
{
    // With the plus sign; ITU-T E.164 allows fifteen digits.
    private const int LeastE164 = 8;
    private const int MostE164 = 16;

    // RFC 5321 §4.5.3.1.
    private const int MaxEmail = 254;
    private const int MostLocalPart = 64;
    private const int MaxCardNumber = 64;

    public string? Mobile { get; init; }
    public string? Email { get; init; }
    public string? ExternalId { get; init; }
    public string? CardNumber { get; init; }
    public MemberStatus Status { get; init; }

    /// <summary>Reads <c>{mobile, email, externalId, cardNumber, status}</c>; what is wrong is in the fields'
    /// errors.</summary>
    public static MemberDraft Read(JsonFields fields)
    {
        var mobile = fields.Text("mobile", required: false);
        if (mobile is not null && !IsE164(mobile))
            fields.Fail("mobile", "format", "Must be a number in E.164 form, as in +14155550100.");
        var email = fields.Line("email", required: false, MaxEmail);
        if (email is not null && !IsAddress(email))
            fields.Fail("email", "format", "Must be an e-mail address.");
        return new MemberDraft
        {
            Mobile = mobile,
            Email = email,
            ExternalId = fields.Line("externalId", required: false, TextId.MaxLength),
            CardNumber = fields.Line("cardNumber", required: false, MaxCardNumber),
            Status = fields.Word<MemberStatus>("status", required: false) ?? MemberStatus.Active,
        };
    }

    /// <summary>A member who is as these fields say.</summary>
    public Member ApplyTo(Member member) =>
        member with
        {
            Mobile = Mobile,
            Email = Email,
            ExternalId = ExternalId,
            CardNumber = CardNumber,
            Status = Status,
            Registering = false,
            // Whoever registers data about a person anew has what was erased, erased no more.
            ErasedAt = null,
        };

    private static bool IsE164(string text) =>
        text is ['+', >= '1' and <= '9', ..]
        && text.Length is >= LeastE164 and <= MostE164
        && !text.AsSpan(1).ContainsAnyExceptInRange('0', '9');

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
