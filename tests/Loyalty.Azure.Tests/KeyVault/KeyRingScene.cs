using Loyalty.Azure.Cosmos;
using Loyalty.Azure.KeyVault;
using Loyalty.Azure.Tests.Support;
using Loyalty.Catalog;
using Loyalty.Contracts.Support;
using Loyalty.Keys;
using Loyalty.Signing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loyalty.Azure.Tests.KeyVault;

/// <summary>A vault and a catalog, and as many instances on them as a test starts.</summary>
internal sealed class KeyRingScene : IDisposable
{
    private readonly CosmosScene cosmos = new();
    private readonly List<KeyVaultKeyRing> rings = [];

    public KeyRingScene()
    {
        Catalog = new CosmosCatalog(cosmos.Containers);
    }

    public ManualTimeProvider Time { get; } = new();

    public FakeVault Vault { get; } = new();

    public ICatalog Catalog { get; }

    public KeyVaultOptions Options { get; set; } = new();

    /// <summary>The keys that instances are told are lost.</summary>
    public string Lost { get; set; } = "";

    public KeyVaultKeyRing Instance(HookedCatalog? catalog = null)
    {
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        var vault = new WrappingKey(Vault.Connect(), options, Time);
        var memory = new KeyMemory(
            Catalog,
            Microsoft.Extensions.Options.Options.Create(new KeyOptions { Lost = Lost }),
            NullLogger<KeyMemory>.Instance
        );
        rings.Add(
            new KeyVaultKeyRing(catalog ?? Catalog, vault, memory, options, Time, NullLogger<KeyVaultKeyRing>.Instance)
        );
        return rings[^1];
    }

    public async Task<KeyVaultKeyRing> StartedAsync()
    {
        var ring = Instance();
        await ring.LoadAsync(default);
        return ring;
    }

    public async Task<Versioned<KeyRingDocument>> StoredAsync() =>
        await Catalog.FindAsync<KeyRingDocument>(KeyRingDocument.OnlyKey, default)
        ?? throw new InvalidOperationException("Nothing is stored.");

    public async Task ChangeAsync(Func<KeyRingDocument, KeyRingDocument> change)
    {
        var stored = await StoredAsync();
        Assert.NotNull(await Catalog.ReplaceAsync(change(stored.Value), stored.ETag, default));
    }

    public static string Id(KeyVaultKeyRing ring, KeyUse use = KeyUse.Token) => ring.Current(use).KeyId;

    public static IEnumerable<string> Published(KeyVaultKeyRing ring, KeyUse use = KeyUse.Token) =>
        ring.LiveFor(use).Select(key => key.KeyId);

    public void Dispose()
    {
        foreach (var ring in rings)
            ring.Dispose();
        Vault.Dispose();
        cosmos.Dispose();
    }
}
