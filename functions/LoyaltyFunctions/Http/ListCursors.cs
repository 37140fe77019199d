using System.Text;
using Loyalty;
using Loyalty.Signing;
using Microsoft.AspNetCore.Http;

namespace LoyaltyFunctions.Http;

/// <summary>
/// The cursors of one list, in a form that says nothing and is good for that list alone: the store's own, sealed, and bound
/// to the organisation, the list and its filters. What a store's cursor names may be another organisation's.
/// </summary>
internal sealed class ListCursors(IKeyRing keys, OrgId org, HttpRequest request)
{
    // Pages are read far more often than secrets are made: a key of their own, so that they do not wear out the other.
    private const string Purpose = "list cursors";

    private readonly string list = ListOf(org, request);

    /// <summary>The form that callers see.</summary>
    public string Seal(string cursor)
    {
        using var key = keys.DataKey.For(Purpose);
        return key.Seal(Encoding.UTF8.GetBytes(cursor), list);
    }

    /// <summary>The store's own; null = this one was not given out for this list.</summary>
    public string? Open(string cursor)
    {
        using var key = keys.DataKey.For(Purpose);
        return key.TryOpen(cursor, list, out var opened) ? Encoding.UTF8.GetString(opened) : null;
    }

    /// <summary>The list and what is looked for in it, however the query is written.</summary>
    private static string ListOf(OrgId org, HttpRequest request)
    {
        var filters = request
            .Query.Where(parameter => parameter.Key is not (RequestQuery.Cursor or RequestQuery.Limit))
            .SelectMany(parameter => parameter.Value.Select(value => Pair(parameter.Key, value ?? "")))
            .Order(StringComparer.Ordinal);
        return $"{org} {request.Path.Value} {string.Join('&', filters)}";
    }

    private static string Pair(string name, string value) =>
        $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}";
}
