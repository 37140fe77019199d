using System.Collections.Frozen;
using Loyalty.Catalog;

namespace Loyalty.Identity;

/// <summary>Who is calling: a client of ours and what it may do in this request.</summary>
public sealed class Caller
{
    private Caller(Client client, IEnumerable<string> scopes)
    {
        Client = client;
        Scopes = scopes.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>The client as it is stored now. It may be disabled since its token was issued, which is a 403 of its
    /// own (contract, section 1).</summary>
    public Client Client { get; }

    /// <summary>The client's id.</summary>
    public ClientId ClientId => Client.ClientId;

    /// <summary>The client's organisation, as stored with the client.</summary>
    public OrgId OrgId => Client.OrgId;

    /// <summary>What the token allows and the client still has.</summary>
    public IReadOnlySet<string> Scopes { get; }

    /// <summary>Whether this request may do what needs <paramref name="scope"/>.</summary>
    public bool May(string scope) => Scopes.Contains(scope);

    /// <summary>A client that showed its secret with the request and so has all its scopes (seed 004).</summary>
    public static Caller Of(Client client) => new(client, client.Scopes);

    /// <summary>A client that sent a token; a scope that it lost since counts no more.</summary>
    internal static Caller Of(Client client, IEnumerable<string> tokenScopes) =>
        new(client, tokenScopes.Where(client.Scopes.Contains));
}
