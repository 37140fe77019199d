using System.Globalization;
using Loyalty.Catalog;

namespace Loyalty.Management.Members;

/// <summary>The names that lead to members: what people know about them, by the fields' names on the wire.</summary>
internal static class MemberAliases
{
    public const string Email = "email";
    private const string Mobile = "mobile";
    private static readonly IdnMapping Idn = new();
    private static readonly (string Field, Func<Member, string?> Value)[] Known =
    [
        (Mobile, member => member.Mobile),
        (Email, member => member.Email),
        ("externalId", member => member.ExternalId),
        ("cardNumber", member => member.CardNumber),
        ("cardExternalId", member => member.CardExternalId),
    ];

    /// <summary>A value in the form in which it is compared.</summary>
    /// <param name="field">The field.</param>
    /// <param name="value">As it was written.</param>
    /// <param name="region">Whose national numbers are read; null = no country's.</param>
    public static string Compared(string field, string value, string? region) =>
        field switch
        {
            Email => ComparedAddress(value),
            Mobile => MobileNumber.Read(value, region) ?? value,
            _ => value,
        };

    /// <summary>No two mailboxes differ in case alone, or in how an accent is written; and a domain is the same in its own
    /// script and in the form that the domain name system has (RFC 5890).</summary>
    private static string ComparedAddress(string address)
    {
        var folded = FoldedText.Compared(address);
        var at = folded.LastIndexOf('@');
        try
        {
            return folded[..(at + 1)] + Idn.GetAscii(folded[(at + 1)..]);
        }
        catch (ArgumentException)
        {
            // No domain name: it is compared as it is written.
            return folded;
        }
    }

    /// <summary>What keeps them unique.</summary>
    public static UniqueNames<MemberAlias, Member> Of(ICatalog store, CachedCatalog catalog) =>
        new(
            store,
            catalog,
            alias => Member.KeyOf(alias.OrgId, alias.MemberId),
            (member, alias) => Of(member).Contains(alias)
        );

    /// <summary>Those that lead to a member as it is.</summary>
    public static IReadOnlyList<MemberAlias> Of(Member member) =>
        [
            .. from known in Known
            let value = known.Value(member)
            where value is not null
            select new MemberAlias
            {
                OrgId = member.OrgId,
                Field = known.Field,
                // A member's number is international.
                Value = Compared(known.Field, value, region: null),
                MemberId = member.MemberId,
            },
        ];
}
