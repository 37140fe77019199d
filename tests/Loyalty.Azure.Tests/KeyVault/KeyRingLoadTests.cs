using System.Text.Json;
using Azure;
using Azure.Identity;
using Loyalty.Azure.KeyVault;
using Loyalty.Contracts.Support;
using Loyalty.Signing;
using static Loyalty.Azure.Tests.KeyVault.KeyRingScene;

namespace Loyalty.Azure.Tests.KeyVault;

public sealed class KeyRingLoadTests : IDisposable
{
    private readonly KeyRingScene scene = new();

    public static TheoryData<string, Exception> Away =>
        new()
        {
            { "no answer", new RequestFailedException(0, "no answer") },
            { "throttled", new RequestFailedException(429, "throttled") },
            { "down", new RequestFailedException(503, "down") },
            {
                "retried",
                new AggregateException(new RequestFailedException(0, "1"), new RequestFailedException(0, "2"))
            },
            { "no identity", new CredentialUnavailableException("none") },
        };

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task The_first_start_makes_a_key_for_each_use()
    {
        var ring = await scene.StartedAsync();

        Assert.Equal(KeyAlgorithm.EcdsaSha256, ring.Current(KeyUse.Token).Algorithm);
        Assert.Equal(KeyAlgorithm.EcdsaSha256, ring.Current(KeyUse.CallbackEcdsa).Algorithm);
        Assert.Equal(KeyAlgorithm.RsaSha256, ring.Current(KeyUse.CallbackRsa).Algorithm);
        Assert.Equal(Enum.GetValues<KeyUse>().Length, ring.Live.Count);
    }

    [Fact]
    public async Task Every_instance_has_the_same_keys_and_opens_what_another_has_sealed()
    {
        var one = await scene.StartedAsync();
        var other = await scene.StartedAsync();

        foreach (var use in Enum.GetValues<KeyUse>())
        {
            var signature = one.Current(use).Sign("text"u8);
            Assert.Equal(Id(one, use), Id(other, use));
            Assert.True(Assert.Single(other.LiveFor(use)).Verify("text"u8, signature));
        }
        Assert.True(other.DataKey.TryOpen(one.DataKey.Seal("secret"u8, "here"), "here", out var secret));
        Assert.Equal("secret"u8.ToArray(), secret);
    }

    [Fact]
    public async Task Two_first_starts_at_once_end_with_the_keys_of_one()
    {
        var winner = scene.Instance();
        var hooked = new HookedCatalog(scene.Catalog)
        {
            BeforeWrite = n => n == 1 ? winner.LoadAsync(default) : Task.CompletedTask,
        };
        var loser = scene.Instance(hooked);

        await loser.LoadAsync(default);

        foreach (var use in Enum.GetValues<KeyUse>())
            Assert.Equal(Id(winner, use), Id(loser, use));
        Assert.Equal(winner.DataKey.Export(), loser.DataKey.Export());
    }

    [Fact]
    public async Task The_vault_is_asked_at_the_start_and_never_again()
    {
        await scene.StartedAsync();
        var before = scene.Vault.Calls;
        var ring = await scene.StartedAsync();
        Assert.Equal(2, scene.Vault.Calls - before);

        scene.Vault.Fault = new InvalidOperationException("It was asked.");
        ring.Current(KeyUse.Token).Sign("text"u8);
        ring.DataKey.Seal("secret"u8, "here");
        scene.Time.Advance(scene.Options.RotateEvery);
        await ring.RefreshAsync(default);
        Assert.Equal(2, ring.LiveFor(KeyUse.Token).Count);
    }

    [Fact]
    public async Task The_stored_document_shows_no_key()
    {
        var ring = await scene.StartedAsync();

        var stored = (await scene.StoredAsync()).Value;
        var text = JsonSerializer.Serialize(stored, KeyRingDocument.Json);

        Assert.Contains(Id(ring), text);
        Assert.DoesNotContain(Convert.ToBase64String(ring.DataKey.Export()), text);
        foreach (var use in Enum.GetValues<KeyUse>())
            Assert.DoesNotContain(Convert.ToBase64String(ring.Current(use).ExportPkcs8())[..24], text);
        // What it has is of use to nobody without the vault.
        using var guess = DataKey.Create();
        Assert.Throws<InvalidDataException>(() => KeySeal.Open(stored.Keys[0], guess));
    }

    [Theory]
    [MemberData(nameof(Away))]
    public async Task A_vault_that_is_away_fails_the_start_as_an_outage_and_nothing_is_made(
        string name,
        Exception fault
    )
    {
        scene.Vault.Fault = fault;

        var thrown = await Assert.ThrowsAsync<UnavailableException>(() => scene.Instance().LoadAsync(default));

        Assert.True(ReferenceEquals(fault, thrown.InnerException), name);
        scene.Vault.Fault = null;
        await Assert.ThrowsAsync<InvalidOperationException>(scene.StoredAsync);
    }

    [Fact]
    public async Task A_vault_that_does_not_answer_ends_at_its_limit()
    {
        scene.Options.CallTimeout = TimeSpan.FromMilliseconds(20);
        scene.Vault.Hangs = true;

        await Assert.ThrowsAsync<UnavailableException>(() => scene.Instance().LoadAsync(default));
    }

    [Fact]
    public async Task A_vault_that_refuses_says_so()
    {
        scene.Vault.Fault = new RequestFailedException(403, "The app lacks the right.");

        var thrown = await Assert.ThrowsAsync<RequestFailedException>(() => scene.Instance().LoadAsync(default));

        Assert.Equal(403, thrown.Status);
    }

    [Fact]
    public async Task A_data_key_that_the_vault_cannot_give_back_is_not_stored()
    {
        scene.Vault.SpoilsWhatItWraps = true;

        await Assert.ThrowsAsync<System.Security.Cryptography.CryptographicException>(() =>
            scene.Instance().LoadAsync(default)
        );

        await Assert.ThrowsAsync<InvalidOperationException>(scene.StoredAsync);
    }

    [Fact]
    public async Task A_document_that_was_tampered_with_fails_the_start_and_stays_as_it_is()
    {
        await scene.StartedAsync();
        // A callback key in the place of the token key would let a receiver's key vouch for tokens.
        await scene.ChangeAsync(document =>
        {
            var token = document.Keys.Single(key => key.Use == KeyUse.Token);
            var callback = document.Keys.Single(key => key.Use == KeyUse.CallbackEcdsa);
            return document with
            {
                Keys =
                [
                    token with
                    {
                        Sealed = callback.Sealed,
                    },
                    callback,
                    document.Keys.Single(key => key.Use == KeyUse.CallbackRsa),
                ],
            };
        });
        var before = await scene.StoredAsync();

        await Assert.ThrowsAsync<InvalidDataException>(() => scene.Instance().LoadAsync(default));

        Assert.Equal(before.ETag, (await scene.StoredAsync()).ETag);
    }

    [Fact]
    public async Task A_catalog_whose_key_document_is_gone_gets_no_new_keys_unless_somebody_accepts_the_loss()
    {
        var lost = (await scene.StartedAsync()).DataKey.Id;
        var stored = await scene.StoredAsync();
        await scene.Catalog.DeleteAsync<KeyRingDocument>(KeyRingDocument.OnlyKey, stored.ETag, null, default);

        var thrown = await Assert.ThrowsAsync<InvalidDataException>(() => scene.Instance().LoadAsync(default));
        Assert.Contains($"sealed with key {lost}", thrown.Message);
        await Assert.ThrowsAsync<InvalidOperationException>(scene.StoredAsync);

        scene.Lost = lost;
        var ring = await scene.StartedAsync();
        Assert.NotEqual(lost, ring.DataKey.Id);
        Assert.Equal(ring.DataKey.Id, (await scene.StartedAsync()).DataKey.Id);
    }

    [Fact]
    public async Task A_key_document_of_another_store_is_refused()
    {
        using var other = new KeyRingScene();
        await other.StartedAsync();
        await scene.StartedAsync();
        var foreign = (await other.StoredAsync()).Value;
        await scene.ChangeAsync(_ => foreign);

        var thrown = await Assert.ThrowsAsync<InvalidDataException>(() => scene.Instance().LoadAsync(default));

        Assert.Contains("are not those of this store", thrown.Message);
    }

    [Fact]
    public async Task A_document_of_a_later_version_is_not_touched()
    {
        await scene.StartedAsync();
        await scene.ChangeAsync(document => document with { Version = 2 });

        var thrown = await Assert.ThrowsAsync<InvalidDataException>(() => scene.Instance().LoadAsync(default));

        Assert.Contains("version 2", thrown.Message);
    }

    [Fact]
    public void Keys_that_are_not_loaded_yet_cannot_be_used()
    {
        var ring = scene.Instance();

        Assert.Throws<InvalidOperationException>(() => ring.Current(KeyUse.Token));
        Assert.Throws<InvalidOperationException>(() => ring.Live);
        Assert.Throws<InvalidOperationException>(() => ring.DataKey);
    }
}
