using Azure;
using Loyalty.Contracts.Support;
using Loyalty.Signing;
using static Loyalty.Azure.Tests.KeyVault.KeyRingScene;

namespace Loyalty.Azure.Tests.KeyVault;

/// <summary>The vault's key gets a new version every year; the data key in its wrapping stays what it is.</summary>
public sealed class RewrapTests : IDisposable
{
    private readonly KeyRingScene scene = new();

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task The_next_start_wraps_by_the_new_version_and_nothing_else_changes()
    {
        var before = await scene.StartedAsync();
        var old = scene.Vault.Latest;
        scene.Vault.Rotate();

        var ring = await scene.StartedAsync();

        Assert.Equal("v2", (await scene.StoredAsync()).Value.DataKey.KeyVersion);
        Assert.Equal(before.DataKey.Export(), ring.DataKey.Export());
        Assert.Equal(Id(before), Id(ring));
        old.Enabled = false;
        Assert.Equal(Id(before), Id(await scene.StartedAsync()));
        await before.RefreshAsync(default);
        Assert.Equal(Id(ring), Id(before));
    }

    [Fact]
    public async Task A_version_that_does_not_serve_is_left_alone()
    {
        await scene.StartedAsync();
        scene.Vault.Rotate().Enabled = false;
        await scene.StartedAsync();
        Assert.Equal("v1", (await scene.StoredAsync()).Value.DataKey.KeyVersion);

        scene.Vault.Rotate().ExpiresOn = scene.Time.GetUtcNow();
        await scene.StartedAsync();
        Assert.Equal("v1", (await scene.StoredAsync()).Value.DataKey.KeyVersion);

        var ahead = scene.Vault.Rotate();
        ahead.NotBefore = scene.Time.GetUtcNow().AddTicks(1);
        await scene.StartedAsync();
        Assert.Equal("v1", (await scene.StoredAsync()).Value.DataKey.KeyVersion);

        scene.Time.Advance(TimeSpan.FromTicks(1));
        await scene.StartedAsync();
        Assert.Equal("v4", (await scene.StoredAsync()).Value.DataKey.KeyVersion);
    }

    [Fact]
    public async Task A_wrapping_that_does_not_come_off_again_is_not_stored_and_the_start_goes_on()
    {
        var before = await scene.StartedAsync();
        scene.Vault.Rotate();
        scene.Vault.SpoilsWhatItWraps = true;

        Assert.Equal(Id(before), Id(await scene.StartedAsync()));

        Assert.Equal("v1", (await scene.StoredAsync()).Value.DataKey.KeyVersion);
        scene.Vault.SpoilsWhatItWraps = false;
        await scene.StartedAsync();
        Assert.Equal("v2", (await scene.StoredAsync()).Value.DataKey.KeyVersion);
    }

    [Theory]
    [InlineData(1, 403)]
    [InlineData(1, 404)]
    [InlineData(2, 403)]
    [InlineData(3, 403)]
    public async Task A_vault_that_refuses_anything_but_the_unwrapping_does_not_fail_the_start(int after, int status)
    {
        var before = await scene.StartedAsync();
        scene.Vault.Rotate();
        var ring = scene.Instance();
        // 1 unwraps, 2 asks for the version, 3 wraps, 4 unwraps what was wrapped.
        scene.Vault.FaultAfter = (after, new RequestFailedException(status, "refused"));

        await ring.LoadAsync(default);

        Assert.Equal(Id(before), Id(ring));
        Assert.Equal("v1", (await scene.StoredAsync()).Value.DataKey.KeyVersion);
    }

    [Fact]
    public async Task Two_starts_at_once_wrap_it_once_and_both_have_the_keys()
    {
        var before = await scene.StartedAsync();
        scene.Vault.Rotate();
        var winner = scene.Instance();
        var hooked = new HookedCatalog(scene.Catalog)
        {
            BeforeWrite = n => n == 1 ? winner.LoadAsync(default) : Task.CompletedTask,
        };
        var loser = scene.Instance(hooked);

        await loser.LoadAsync(default);

        Assert.Equal("v2", (await scene.StoredAsync()).Value.DataKey.KeyVersion);
        Assert.Equal((Id(before), Id(before)), (Id(winner), Id(loser)));
    }

    [Fact]
    public async Task A_vault_that_goes_away_after_the_unwrapping_does_not_fail_the_start()
    {
        await scene.StartedAsync();
        scene.Vault.Rotate();
        var ring = scene.Instance();
        // One call unwraps; the next, which asks for the version, fails.
        scene.Vault.FaultAfter = (1, new RequestFailedException(503, "down"));

        await ring.LoadAsync(default);

        Assert.Equal(Enum.GetValues<KeyUse>().Length, ring.Live.Count);
        Assert.Equal("v1", (await scene.StoredAsync()).Value.DataKey.KeyVersion);
    }
}
