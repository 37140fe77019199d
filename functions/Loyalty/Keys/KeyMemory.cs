using Loyalty.Catalog;
using Loyalty.Signing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.Keys;

/// <summary>
/// Has the store remember its data key. Without this, a start that finds no keys would make new ones, and nobody would know
/// that the sealed secrets are lost before the first callback fails.
/// </summary>
public sealed partial class KeyMemory(ICatalog catalog, IOptions<KeyOptions> options, ILogger<KeyMemory> logger)
{
    /// <summary>Each time round, another instance was faster; that happens once at the first start of all.</summary>
    private const int MostTries = 5;

    /// <summary>Asked before keys are made because there are none.</summary>
    /// <exception cref="InvalidDataException">The store knows keys. The message says where they were, and what can be
    /// done.</exception>
    public async Task AllowNewAsync(string place, CancellationToken cancellationToken)
    {
        if ((await FindAsync(cancellationToken))?.Value is { } mark && mark.DataKeyId != options.Value.Lost)
            throw new InvalidDataException(TextOf($"There are no keys in {place}", mark));
    }

    /// <summary>Compares the loaded keys with those that the store knows. A store that knows none, or has been told that
    /// its own are lost, remembers these.</summary>
    /// <param name="dataKey">The loaded one.</param>
    /// <param name="place">Where it lies, for people.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <exception cref="InvalidDataException">It knows others, as in <see cref="AllowNewAsync"/>.</exception>
    public async Task RequireAsync(DataKey dataKey, string place, CancellationToken cancellationToken)
    {
        var loaded = new KeyMark { DataKeyId = dataKey.Id, Place = place };
        for (var tries = 0; tries < MostTries; tries++)
        {
            var known = await FindAsync(cancellationToken);
            if (known?.Value == loaded)
                return;
            if (known is null)
            {
                if (await catalog.CreateAsync(loaded, cancellationToken) is not null)
                    return;
                continue;
            }

            var isOther = known.Value.DataKeyId != loaded.DataKeyId;
            if (isOther && known.Value.DataKeyId != options.Value.Lost)
                throw new InvalidDataException(TextOf($"The keys in {place} are not those of this store", known.Value));
            if (await catalog.ReplaceAsync(loaded, known.ETag, cancellationToken) is null)
                continue;
            if (isOther)
                KeysReplaced(logger, known.Value.DataKeyId, loaded.DataKeyId);
            return;
        }

        throw new UnavailableException("Other instances were faster each time to say which keys the store has.");
    }

    private ValueTask<Versioned<KeyMark>?> FindAsync(CancellationToken cancellationToken) =>
        catalog.FindAsync<KeyMark>(KeyMark.OnlyKey, cancellationToken);

    private static string TextOf(string fault, KeyMark mark) =>
        $"{fault}. This store's callback secrets are sealed with key {mark.DataKeyId}, which was in {mark.Place}: "
        + "restore it from a backup. If it is lost for good, set Keys:Lost (--new-keys) to "
        + $"{mark.DataKeyId} and start again: all tokens end then, and every client needs a new callback secret.";

    [LoggerMessage(
        920,
        LogLevel.Warning,
        "Keys {Lost} are given up; {New} take their place. Every client needs a new callback secret.",
        EventName = "KeysReplaced"
    )]
    private static partial void KeysReplaced(ILogger logger, string lost, string @new);
}
