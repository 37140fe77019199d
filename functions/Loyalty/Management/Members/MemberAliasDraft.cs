namespace Loyalty.Management.Members;

/// <summary>The fields that lead to a member, by the names they have on the wire.</summary>
public static class MemberAliasDraft
{
    public const string Mobile = "mobile";
    public const string Email = "email";
    public const string ExternalId = "externalId";
    public const string CardNumber = "cardNumber";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Mobile, Email, ExternalId, CardNumber];

    /// <summary>A value in the form in which it is compared: no two mailboxes differ in case alone.</summary>
    public static string Compared(string field, string value) => field == Email ? value.ToLowerInvariant() : value;
}
