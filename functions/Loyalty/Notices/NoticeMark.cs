using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Loyalty.Catalog;

namespace Loyalty.Notices;

/// <summary>That a program tells its members of points that expire, or once did.</summary>
public sealed record NoticeMark : ICatalogDocument<NoticeMark>
{
    /// <summary>Those of all organisations lie in one scope, so that a timer can go through them.</summary>
    public const string Scope = "notices";

    public required OrgId OrgId { get; init; }
    public required ProgramId ProgramId { get; init; }

    /// <inheritdoc/>
    public static string Kind => "notice-mark";

    /// <inheritdoc/>
    public static JsonTypeInfo<NoticeMark> Json => NoticeJson.Default.NoticeMark;

    /// <inheritdoc/>
    public CatalogKey Key => KeyOf(OrgId, ProgramId);

    public static CatalogKey KeyOf(OrgId org, ProgramId program) => new(Scope, $"{org}|{program}");
}

/// <summary>Its JSON form.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(NoticeMark))]
internal sealed partial class NoticeJson : JsonSerializerContext;
