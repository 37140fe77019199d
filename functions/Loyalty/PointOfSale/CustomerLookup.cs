using Loyalty.Catalog;
using Loyalty.Management.Members;

namespace Loyalty.PointOfSale;

/// <summary>Finds the member whom a till means.</summary>
public sealed class CustomerLookup(CachedCatalog catalog, MemberLookup members)
{
    /// <summary>The member, or why there is none: <see cref="Refusal.IdentifierInvalid"/> where nothing is said of the
    /// customer, or nothing that can be read; <see cref="Refusal.MemberUnknown"/>; and
    /// <see cref="Refusal.IdentifiersDisagree"/> where not all that is said is one member's.</summary>
    public async Task<(Member? Member, Refusal Refusal)> FindAsync(
        OrgId org,
        Customer customer,
        CancellationToken cancellationToken
    )
    {
        var found = new List<Member?>();
        if (customer.UserId is { } userId)
        {
            if (!MemberId.TryParse(userId, out var id))
                return (null, Refusal.IdentifierInvalid);
            var member = await catalog.FindAsync<Member>(Member.KeyOf(org, id), cancellationToken);
            found.Add(member is { ErasedAt: null } ? member : null);
        }

        if (customer.Mobile is { } mobile)
        {
            if (MobileNumber.Read(mobile, await catalog.RegionOfAsync(org, cancellationToken)) is null)
                return (null, Refusal.IdentifierInvalid);
            // A number that could be a national one may as well be an international one without its plus sign.
            found.Add(
                await members.FindAsync(org, "mobile", mobile, cancellationToken)
                    ?? await members.FindAsync(org, "mobile", $"+{mobile}", cancellationToken)
            );
        }

        foreach (var (field, value) in Others(customer))
            if (value is not null)
                found.Add(await members.FindAsync(org, field, value, cancellationToken));
        if (found.Count == 0)
            return (null, Refusal.IdentifierInvalid);
        var ids = found.Select(member => member?.MemberId).Distinct().ToList();
        return ids is not [var only] ? (null, Refusal.IdentifiersDisagree)
            : only is null ? (null, Refusal.MemberUnknown)
            : (found[0], Refusal.None);
    }

    private static IEnumerable<(string Field, string? Value)> Others(Customer customer) =>
        [
            (MemberLookup.Email, customer.Email),
            ("externalId", customer.ExternalId),
            ("cardNumber", customer.CardNumber),
            ("cardExternalId", customer.CardExternalId),
        ];
}
