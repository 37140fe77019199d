using System.Diagnostics.CodeAnalysis;
using Loyalty.Catalog;

namespace Loyalty.Identity;

/// <summary>What came of a client id and a secret: the client, or why there is none.</summary>
public sealed record ClientAuthentication
{
    private ClientAuthentication() { }

    /// <summary>The client, as it is stored now; never a disabled one.</summary>
    public Client? Client { get; private init; }

    /// <summary>Too many secrets are being checked at once: nothing is known about this one, ask again in a
    /// second.</summary>
    public bool Busy { get; private init; }

    /// <summary>Whether the client is who it says it is.</summary>
    [MemberNotNullWhen(true, nameof(Client))]
    public bool Succeeded => Client is not null;

    internal static ClientAuthentication Refused { get; } = new();

    internal static ClientAuthentication TooBusy { get; } = new() { Busy = true };

    internal static ClientAuthentication Of(Client client) => new() { Client = client };
}
