using Loyalty.Contracts.Support;
using Loyalty.Signing;
using static Loyalty.Azure.Tests.KeyVault.KeyRingScene;

namespace Loyalty.Azure.Tests.KeyVault;

public sealed class KeyRingRotationTests : IDisposable
{
    private readonly KeyRingScene scene = new();

    private static TimeSpan Instant => TimeSpan.FromTicks(1);

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task A_key_of_age_gets_a_successor_that_is_published_before_it_signs_and_outlived_by_nothing_it_replaced()
    {
        var one = await scene.StartedAsync();
        var other = await scene.StartedAsync();
        var old = Id(one);

        scene.Time.Advance(scene.Options.RotateEvery - Instant);
        await one.RefreshAsync(default);
        Assert.Equal([old], Published(one));

        scene.Time.Advance(Instant);
        await one.RefreshAsync(default);
        var next = Assert.Single(Published(one), id => id != old);
        Assert.Equal(old, Id(one));
        await other.RefreshAsync(default);
        Assert.Contains(next, Published(other));

        scene.Time.Advance(scene.Options.PublishAhead - Instant);
        Assert.Equal((old, old), (Id(one), Id(other)));
        scene.Time.Advance(Instant);
        Assert.Equal((next, next), (Id(one), Id(other)));

        scene.Time.Advance(scene.Options.Overlap - Instant);
        Assert.Contains(old, Published(other));
        scene.Time.Advance(Instant);
        Assert.Equal([next], Published(other));
        Assert.Equal(Enum.GetValues<KeyUse>().Length, other.Live.Count);
    }

    [Fact]
    public async Task An_instance_that_starts_while_a_key_is_published_ahead_signs_by_the_old_one()
    {
        var one = await scene.StartedAsync();
        var old = Id(one);
        scene.Time.Advance(scene.Options.RotateEvery);
        await one.RefreshAsync(default);

        var late = await scene.StartedAsync();

        Assert.Equal(old, Id(late));
        Assert.Equal(Published(one).Order(), Published(late).Order());
    }

    [Fact]
    public async Task Two_instances_that_find_a_key_of_age_make_one_successor()
    {
        var other = await scene.StartedAsync();
        var hooked = new HookedCatalog(scene.Catalog);
        var one = scene.Instance(hooked);
        await one.LoadAsync(default);
        scene.Time.Advance(scene.Options.RotateEvery);
        hooked.Writes = 0;
        hooked.BeforeWrite = n => n == 1 ? other.RefreshAsync(default) : Task.CompletedTask;

        await one.RefreshAsync(default);

        foreach (var use in Enum.GetValues<KeyUse>())
        {
            Assert.Equal(2, Published(one, use).Count());
            Assert.Equal(Published(other, use), Published(one, use));
        }
    }

    [Fact]
    public async Task Rotation_goes_on_year_after_year_and_keeps_no_old_keys()
    {
        var ring = await scene.StartedAsync();
        var signed = new HashSet<string>();
        for (var day = 0; day < 200; day++)
        {
            scene.Time.Advance(TimeSpan.FromDays(1));
            await ring.RefreshAsync(default);
            signed.Add(Id(ring));
            Assert.InRange(Published(ring).Count(), 1, 2);
            Assert.Contains(Id(ring), Published(ring));
        }

        Assert.Equal(3, signed.Count);
        var uses = Enum.GetValues<KeyUse>().Length;
        Assert.InRange((await scene.StoredAsync()).Value.Keys.Count, uses, 2 * uses);
    }

    [Fact]
    public async Task Keys_that_have_leaked_count_no_more_and_new_ones_sign_at_once()
    {
        var ring = await scene.StartedAsync();
        var leaked = ring.Live.Select(key => key.KeyId).ToList();
        scene.Time.Advance(TimeSpan.FromDays(1));
        scene.Options.DistrustKeysBefore = scene.Time.GetUtcNow();

        var restarted = await scene.StartedAsync();
        await ring.RefreshAsync(default);

        Assert.Equal(Enum.GetValues<KeyUse>().Length, restarted.Live.Count);
        Assert.DoesNotContain(restarted.Live, key => leaked.Contains(key.KeyId));
        Assert.Equal(restarted.Live.Select(key => key.KeyId), ring.Live.Select(key => key.KeyId));
        Assert.Equal(Id(restarted), Id(ring));
        var etag = (await scene.StoredAsync()).ETag;
        await scene.StartedAsync();
        Assert.Equal(etag, (await scene.StoredAsync()).ETag);
    }

    [Fact]
    public async Task Distrust_that_begins_tomorrow_is_none()
    {
        scene.Options.DistrustKeysBefore = scene.Time.GetUtcNow().AddDays(1);
        var ring = await scene.StartedAsync();
        var before = Id(ring);
        await ring.RefreshAsync(default);

        Assert.Equal(before, Id(ring));
    }

    [Fact]
    public async Task What_cannot_be_read_leaves_the_keys_as_they_are()
    {
        var hooked = new HookedCatalog(scene.Catalog);
        var ring = scene.Instance(hooked);
        await ring.LoadAsync(default);
        var before = Id(ring);

        hooked.BeforeRead = () => throw new UnavailableException("away");
        await Assert.ThrowsAsync<UnavailableException>(() => ring.RefreshAsync(default));
        Assert.Equal(before, Id(ring));

        hooked.BeforeRead = null;
        await scene.ChangeAsync(document => document with { Keys = [.. document.Keys.Skip(1)] });
        await Assert.ThrowsAsync<InvalidDataException>(() => ring.RefreshAsync(default));
        Assert.Equal(before, Id(ring));
        Assert.Equal(Enum.GetValues<KeyUse>().Length, ring.Live.Count);
    }
}
