using Loyalty.Contracts.Support;
using Loyalty.Identity;
using Loyalty.Signing;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Identity;

public class KeySetTests
{
    private readonly ManualTimeProvider time = new(Given.Noon);
    private readonly IReadOnlyList<StoredKey> first = KeySet.CreateKeys(Given.Noon);

    [Fact]
    public void First_keys_serve_each_use_with_its_algorithm()
    {
        using var set = Set(first);

        Assert.Equal(KeyAlgorithm.EcdsaSha256, set.Current(KeyUse.Token).Algorithm);
        Assert.Equal(KeyAlgorithm.EcdsaSha256, set.Current(KeyUse.CallbackEcdsa).Algorithm);
        Assert.Equal(KeyAlgorithm.RsaSha256, set.Current(KeyUse.CallbackRsa).Algorithm);
        Assert.Equal(3, set.Live.Count);
        foreach (var use in Enum.GetValues<KeyUse>())
            Assert.Equal(set.Current(use).KeyId, Assert.Single(set.LiveFor(use)).KeyId);
    }

    [Fact]
    public void Keys_that_were_stored_sign_the_same()
    {
        using var set = Set(first);
        using var again = Set(first);

        var signature = set.Current(KeyUse.CallbackEcdsa).Sign("text"u8);
        Assert.True(again.Current(KeyUse.CallbackEcdsa).PublicKey.Verify("text"u8, signature));
    }

    [Fact]
    public void A_rotated_key_signs_at_once_and_the_old_one_stays_live_until_it_retires()
    {
        using var before = Set(first);
        var old = before.Current(KeyUse.Token).KeyId;
        var rotated = KeySet.Rotate(first, KeyUse.Token, TimeSpan.FromHours(1), time.GetUtcNow());
        Assert.All(rotated, key => Assert.Null(key.SignFrom));
        using var set = Set(rotated);

        Assert.NotEqual(old, set.Current(KeyUse.Token).KeyId);
        Assert.Contains(set.LiveFor(KeyUse.Token), key => key.KeyId == old);
        Assert.Equal(4, set.Live.Count);
        time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.Contains(set.Live, key => key.KeyId == old);
        time.Advance(TimeSpan.FromTicks(1));
        Assert.DoesNotContain(set.Live, key => key.KeyId == old);
        Assert.DoesNotContain(set.LiveFor(KeyUse.Token), key => key.KeyId == old);
        Assert.Single(set.LiveFor(KeyUse.CallbackRsa));
    }

    [Fact]
    public void Another_rotation_never_gives_an_old_key_more_time_and_drops_what_has_retired()
    {
        var second = KeySet.Rotate(first, KeyUse.Token, TimeSpan.FromHours(1), time.GetUtcNow());
        var third = KeySet.Rotate(second, KeyUse.Token, TimeSpan.FromHours(9), time.GetUtcNow());
        var oldest = first.Single(key => key.Use == KeyUse.Token).KeyId;

        Assert.Equal(Given.Noon.AddHours(1), third.Single(key => key.KeyId == oldest).RetireAt);
        time.Advance(TimeSpan.FromHours(1));
        var fourth = KeySet.Rotate(third, KeyUse.Token, TimeSpan.Zero, time.GetUtcNow());
        Assert.Single(fourth, key => key.Use == KeyUse.Token);
        Assert.Equal(3, fourth.Count);
    }

    [Fact]
    public void A_key_that_is_published_ahead_signs_from_its_time_on_and_its_predecessor_has_the_whole_overlap_after_it()
    {
        var ahead = TimeSpan.FromHours(2);
        var overlap = TimeSpan.FromHours(1);
        using var set = Set(KeySet.Rotate(first, KeyUse.Token, overlap, time.GetUtcNow(), ahead));
        var old = first.Single(key => key.Use == KeyUse.Token).KeyId;

        Assert.Equal(2, set.LiveFor(KeyUse.Token).Count);
        Assert.Equal(old, set.Current(KeyUse.Token).KeyId);
        time.Advance(ahead - TimeSpan.FromTicks(1));
        Assert.Equal(old, set.Current(KeyUse.Token).KeyId);
        time.Advance(TimeSpan.FromTicks(1));
        Assert.NotEqual(old, set.Current(KeyUse.Token).KeyId);
        time.Advance(overlap - TimeSpan.FromTicks(1));
        Assert.Equal(2, set.LiveFor(KeyUse.Token).Count);
        time.Advance(TimeSpan.FromTicks(1));
        Assert.NotEqual(old, Assert.Single(set.LiveFor(KeyUse.Token)).KeyId);
    }

    [Fact]
    public void A_key_that_is_published_ahead_of_no_other_signs()
    {
        using var set = Set([.. first.Select(key => key with { SignFrom = Given.Noon.AddDays(1) })]);

        Assert.Equal(first.Single(key => key.Use == KeyUse.Token).KeyId, set.Current(KeyUse.Token).KeyId);
    }

    [Fact]
    public void The_lists_are_the_same_objects_while_nothing_retires()
    {
        using var set = Set(first);
        var list = set.LiveFor(KeyUse.Token);
        time.Advance(TimeSpan.FromDays(1000));

        Assert.Same(list, set.LiveFor(KeyUse.Token));
    }

    [Fact]
    public void Each_key_is_gone_from_the_instant_at_which_it_retires_whatever_retires_later()
    {
        var hour = TimeSpan.FromHours(1);
        var stored = KeySet.Rotate(first, KeyUse.Token, hour, time.GetUtcNow());
        using var set = Set(KeySet.Rotate(stored, KeyUse.CallbackRsa, 2 * hour, time.GetUtcNow()));
        Assert.Equal(5, set.Live.Count);

        time.Advance(hour);
        Assert.Equal(4, set.Live.Count);
        Assert.Same(set.Live, set.Live);
        time.Advance(hour);
        Assert.Equal(3, set.Live.Count);
    }

    [Fact]
    public void Where_all_keys_of_a_use_are_published_ahead_the_youngest_signs()
    {
        var soon = KeySet.CreateKeys(Given.Noon).Select(key => key with { SignFrom = Given.Noon.AddHours(1) });
        var later = KeySet
            .CreateKeys(Given.Noon.AddMinutes(1))
            .Select(key => key with { SignFrom = Given.Noon.AddHours(2) })
            .ToList();
        using var set = Set([.. soon, .. later]);

        Assert.Equal(later.Single(key => key.Use == KeyUse.Token).KeyId, set.Current(KeyUse.Token).KeyId);
    }

    [Fact]
    public void A_set_with_a_missing_double_or_misplaced_key_is_refused()
    {
        Refused("A use has no live key.", [.. first.Skip(1)]);
        Refused("Two keys have the same id.", [.. first, first[0]]);
        Refused(
            "A key is of another kind than its use demands.",
            [.. first.Select(key => key with { Use = key.Use == KeyUse.Token ? KeyUse.CallbackRsa : key.Use })]
        );
        Refused("A use has no live key.", [.. first.Select(key => key with { RetireAt = Given.Noon })]);

        void Refused(string why, IReadOnlyList<StoredKey> stored) =>
            Assert.Equal(why, Assert.Throws<InvalidDataException>(() => Set(stored)).Message);
    }

    [Fact]
    public void A_key_is_named_by_its_use_and_day()
    {
        Assert.Matches("^token-20260310-[0-9a-f]{8}$", NameOf(KeyUse.Token));
        Assert.Matches("^callback-ec-20260310-[0-9a-f]{8}$", NameOf(KeyUse.CallbackEcdsa));
        Assert.Matches("^callback-rsa-20260310-[0-9a-f]{8}$", NameOf(KeyUse.CallbackRsa));

        string NameOf(KeyUse use) => first.Single(key => key.Use == use).KeyId;
    }

    [Fact]
    public void Of_several_keys_without_an_end_the_youngest_signs()
    {
        var younger = KeySet.CreateKeys(Given.Noon.AddDays(1));
        using var set = Set([.. first, .. younger]);
        using var turned = Set([.. younger, .. first]);

        foreach (var use in Enum.GetValues<KeyUse>())
        {
            var expected = younger.Single(key => key.Use == use).KeyId;
            Assert.Equal((expected, expected), (set.Current(use).KeyId, turned.Current(use).KeyId));
        }
    }

    [Fact]
    public void Keys_that_were_disposed_of_sign_no_more()
    {
        var set = Set(first);
        var key = set.Current(KeyUse.Token);
        set.Dispose();

        Assert.Throws<ObjectDisposedException>(() => key.Sign("text"u8));
    }

    private KeySet Set(IReadOnlyList<StoredKey> stored) => new(DataKey.Create(), stored, time);
}
