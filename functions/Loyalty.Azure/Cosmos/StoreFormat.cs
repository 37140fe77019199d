using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Loyalty.Catalog;

namespace Loyalty.Azure.Cosmos;

/// <summary>
/// How what the store holds is to be read. Code that meets a higher number than it knows would misread what newer code
/// wrote, so it does not start.
/// </summary>
internal sealed record StoreFormat : ICatalogDocument<StoreFormat>
{
    /// <summary>What this code writes. 1: rules had no versions, nor did entries name one. 2: they do. 3: entries name
    /// the partner, the value and the bonus of what was asked for. 4: caps count all that their rule moved, by days that
    /// entries name. 5: parked messages stand under their owner. 6: members stand under
    /// the pieces of what they are found by.</summary>
    public const int Current = 6;

    public required int Version { get; init; }

    /// <inheritdoc/>
    public static string Kind => "format";

    /// <inheritdoc/>
    public static JsonTypeInfo<StoreFormat> Json => StoreFormatJson.Default.StoreFormat;

    /// <summary>There is one.</summary>
    public static CatalogKey TheKey => new("store", "format");

    /// <inheritdoc/>
    public CatalogKey Key => TheKey;

    /// <summary>Marks the store as of this code's format, once what older code wrote is brought up to it.</summary>
    /// <param name="catalog">Where the mark is.</param>
    /// <param name="upgrade">Brings the store up from a format; may be run again, and beside another instance.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="InvalidDataException">Newer code has written it.</exception>
    public static async Task EnsureAsync(
        ICatalog catalog,
        Func<int, CancellationToken, Task> upgrade,
        CancellationToken cancellationToken
    )
    {
        var mark = new StoreFormat { Version = Current };
        var found = await catalog.FindAsync<StoreFormat>(TheKey, cancellationToken);
        if (found is { Value.Version: > Current and var version })
            throw new InvalidDataException(
                $"The store has format {version}, and this version reads up to {Current}: run the newer version."
            );
        if (found is { Value.Version: Current })
            return;
        await upgrade(found?.Value.Version ?? 0, cancellationToken);
        // Where another instance was faster, it wrote this or a newer one, which the next start meets.
        if (found is null)
            await catalog.CreateAsync(mark, cancellationToken);
        else
            await catalog.ReplaceAsync(mark, found.ETag, cancellationToken);
    }
}

/// <summary>Its JSON form.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(StoreFormat))]
internal sealed partial class StoreFormatJson : JsonSerializerContext;
