using System.Text.Json.Serialization.Metadata;
using Loyalty.Catalog;

namespace Loyalty.Programs;

/// <summary>Who a user of the organisation is in one of its programs.</summary>
public sealed record Connection : ICatalogDocument<Connection>
{
    public required OrgId OrgId { get; init; }
    public required ProgramId ProgramId { get; init; }

    /// <summary>The organisation's own id of the user, which need not mean anything to us.</summary>
    public required MemberId EndUserId { get; init; }

    /// <summary>The member of the program.</summary>
    public required MemberId DestinationUserId { get; init; }

    /// <summary>When the user was first connected.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <inheritdoc/>
    public static string Kind => "connection";

    /// <inheritdoc/>
    public static JsonTypeInfo<Connection> Json => IssueJson.Default.Connection;

    /// <inheritdoc/>
    public CatalogKey Key => KeyOf(OrgId, EndUserId, ProgramId);

    public static CatalogKey KeyOf(OrgId org, MemberId endUser, ProgramId program) =>
        new(ScopeOf(org, endUser), program.Value);

    /// <summary>The scope of a user's connections. An organisation's id has no bar.</summary>
    public static string ScopeOf(OrgId org, MemberId endUser) => $"{org}|{endUser}";
}
