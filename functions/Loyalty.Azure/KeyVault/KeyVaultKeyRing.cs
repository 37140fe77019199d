using System.Security.Cryptography;
using Azure;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Keys;
using Loyalty.Signing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.KeyVault;

/// <summary>
/// The platform's own keys, kept in the catalog under a data key that only the vault can unwrap. The vault is asked when
/// an instance starts and not again. All instances share one document and change it only by the tag that they read, so
/// one of them makes it and one of them rotates; the others find what it wrote at their next look. Loading and refreshing
/// are for <see cref="KeyRingKeeper"/> alone, one after the other.
/// </summary>
internal sealed class KeyVaultKeyRing(
    ICatalog catalog,
    WrappingKey vault,
    KeyMemory memory,
    IOptions<KeyVaultOptions> options,
    TimeProvider time,
    ILogger<KeyVaultKeyRing> logger
) : IKeyRing, IDisposable
{
    /// <summary>Each time round, another instance was faster; that happens once at the first start of all.</summary>
    private const int MostTries = 5;

    private readonly List<KeySet> replaced = [];
    private DataKey? dataKey;
    private KeySet? set;
    private Versioned<KeyRingDocument>? known;

    /// <inheritdoc/>
    public IReadOnlyList<PublicKey> Live => Loaded().Live;

    /// <inheritdoc/>
    public DataKey DataKey => Loaded().DataKey;

    /// <inheritdoc/>
    public SigningKey Current(KeyUse use) => Loaded().Current(use);

    /// <inheritdoc/>
    public IReadOnlyList<PublicKey> LiveFor(KeyUse use) => Loaded().LiveFor(use);

    /// <summary>Loads the keys, or makes them at the first start of all.</summary>
    /// <exception cref="UnavailableException">The vault or the catalog does not answer.</exception>
    /// <exception cref="InvalidDataException">The document cannot be used. It is left as it is.</exception>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var found = await FindAsync(cancellationToken) ?? await CreateAsync(cancellationToken);
            if (found is null)
                continue;
            var unwrapped = await vault.UnwrapAsync(found.Value.DataKey, cancellationToken);
            try
            {
                await memory.RequireAsync(unwrapped, Place, cancellationToken);
                Take(found, unwrapped);
            }
            catch
            {
                unwrapped.Dispose();
                throw;
            }
            await RewrapAsync(found, unwrapped, cancellationToken);
            await RefreshAsync(cancellationToken);
            return;
        }
        throw new InvalidOperationException("The key ring's document can neither be found nor made.");
    }

    /// <summary>Takes over what other instances have written, and gives keys that are due their successors.</summary>
    /// <exception cref="UnavailableException">The catalog does not answer; the keys stay as they were.</exception>
    /// <exception cref="InvalidDataException">The document cannot be used; the keys stay as they were.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var own = Loaded().DataKey;
        for (var tries = 0; tries < MostTries; tries++)
        {
            var found =
                await FindAsync(cancellationToken)
                ?? throw new InvalidDataException("The key ring's document is gone from the catalog.");
            if (found.ETag != known?.ETag)
                Take(found, own);
            if (await RotateAsync(found, own, cancellationToken))
                return;
        }
        // Another instance has written every time, so the keys are in good hands.
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var old in replaced)
            old.Dispose();
        set?.Dispose();
        dataKey?.Dispose();
    }

    private string Place =>
        $"the catalog's document '{KeyRingDocument.OnlyKey.Id}', sealed by {options.Value.KeyName} of {options.Value.VaultUri}";

    private KeySet Loaded() =>
        Volatile.Read(ref set)
        ?? throw new InvalidOperationException("The platform's keys are loaded when the host starts; it has not.");

    private async Task<Versioned<KeyRingDocument>?> FindAsync(CancellationToken cancellationToken)
    {
        var found = await catalog.FindAsync<KeyRingDocument>(KeyRingDocument.OnlyKey, cancellationToken);
        return found is null or { Value.Version: KeyRingDocument.CurrentVersion }
            ? found
            : throw new InvalidDataException($"The key ring's document is of version {found.Value.Version}.");
    }

    /// <summary>Makes the first keys; null when another instance was first, whose keys count then.</summary>
    private async Task<Versioned<KeyRingDocument>?> CreateAsync(CancellationToken cancellationToken)
    {
        await memory.AllowNewAsync(Place, cancellationToken);
        var version =
            await vault.CurrentVersionAsync(cancellationToken)
            ?? throw new InvalidOperationException(
                $"Key {options.Value.KeyName} of the vault is disabled or outside its dates."
            );
        using var made = DataKey.Create();
        var document = new KeyRingDocument
        {
            DataKey = await vault.WrapAsync(made, version, cancellationToken),
            Keys = [.. KeySet.CreateKeys(time.GetUtcNow()).Select(key => KeySeal.Close(key, made))],
        };
        if (await catalog.CreateAsync(document, cancellationToken) is not { } etag)
            return null;
        Log.KeysMade(logger);
        return new Versioned<KeyRingDocument>(document, etag);
    }

    /// <summary>Wraps the data key anew once the vault's key has a new version. It can wait: the old one goes on
    /// unwrapping, and the next start tries again. So not even a vault that refuses, or that unwraps something else than it
    /// has wrapped, is a reason to be without the keys that were just unwrapped.</summary>
    private async Task RewrapAsync(
        Versioned<KeyRingDocument> found,
        DataKey unwrapped,
        CancellationToken cancellationToken
    )
    {
        try
        {
            var old = found.Value.DataKey;
            var version = await vault.CurrentVersionAsync(cancellationToken);
            if (version is null || (old.KeyName == options.Value.KeyName && old.KeyVersion == version))
                return;
            var wrapped = await vault.WrapAsync(unwrapped, version, cancellationToken);
            // When the document has changed meanwhile, another instance may have done the same; else the next start does.
            if (
                await catalog.ReplaceAsync(found.Value with { DataKey = wrapped }, found.ETag, cancellationToken)
                != null
            )
                Log.DataKeyRewrapped(logger, version);
        }
        catch (Exception fault) when (fault is UnavailableException or RequestFailedException or CryptographicException)
        {
            Log.DataKeyNotRewrapped(logger, fault);
        }
    }

    /// <summary>False when keys are due and another instance was faster.</summary>
    private async Task<bool> RotateAsync(
        Versioned<KeyRingDocument> found,
        DataKey own,
        CancellationToken cancellationToken
    )
    {
        var due = KeyRotation.Due(found.Value.Keys, options.Value, time.GetUtcNow());
        if (due.Count == 0)
            return true;
        var keys = found.Value.Keys.Select(key => KeySeal.Open(key, own)).ToList();
        var next = found.Value with
        {
            Keys =
            [
                .. KeyRotation
                    .Rotate(keys, due, options.Value, time.GetUtcNow())
                    .Select(key => KeySeal.Close(key, own)),
            ],
        };
        if (await catalog.ReplaceAsync(next, found.ETag, cancellationToken) is not { } etag)
            return false;
        Take(new Versioned<KeyRingDocument>(next, etag), own);
        foreach (var (use, distrusted) in due)
            Log.KeyRotated(logger, use, distrusted);
        return true;
    }

    private void Take(Versioned<KeyRingDocument> found, DataKey with)
    {
        var next = new KeySet(with, found.Value.Keys.Select(key => KeySeal.Open(key, with)), time);
        // The old set may be signing at this moment, so it goes with this object and not before.
        if (set is { } old)
            replaced.Add(old);
        dataKey = with;
        known = found;
        Volatile.Write(ref set, next);
    }
}
