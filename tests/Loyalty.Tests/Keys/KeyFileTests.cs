using Loyalty.Keys;
using Loyalty.Signing;

namespace Loyalty.Tests.Keys;

public sealed class KeyFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("loyalty-keys");
    private readonly Clock clock = new();
    private readonly string path;

    public KeyFileTests()
    {
        path = Path.Combine(folder.FullName, "data", KeyFile.FileName);
    }

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void The_first_opening_makes_a_file_that_only_its_owner_can_read()
    {
        using var keys = Open();

        Assert.Equal([path], Directory.GetFiles(folder.FullName, "*", SearchOption.AllDirectories));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal(Enum.GetValues<KeyUse>().Length, keys.Live.Count);
    }

    [Fact]
    public void The_keys_are_the_same_after_a_restart()
    {
        string box;
        byte[] signature;
        using (var before = Open())
        {
            box = before.DataKey.Seal("secret"u8, "context");
            signature = before.Current(KeyUse.CallbackRsa).Sign("text"u8);
        }

        using var after = Open();

        Assert.True(after.DataKey.TryOpen(box, "context", out var secret));
        Assert.Equal("secret"u8, secret);
        Assert.True(after.LiveFor(KeyUse.CallbackRsa)[0].Verify("text"u8, signature));
    }

    [Fact]
    public void A_rotation_is_in_force_at_once_and_after_a_restart()
    {
        using var keys = Open();
        var old = keys.Current(KeyUse.Token).KeyId;
        keys.Rotate(KeyUse.Token);
        using var restarted = Open();

        foreach (var ring in new[] { keys, restarted })
        {
            Assert.NotEqual(old, ring.Current(KeyUse.Token).KeyId);
            Assert.Equal(restarted.Current(KeyUse.Token).KeyId, ring.Current(KeyUse.Token).KeyId);
            Assert.Equal(2, ring.LiveFor(KeyUse.Token).Count);
        }
        clock.Now += KeyFile.DefaultOverlap;
        Assert.DoesNotContain(keys.Live, key => key.KeyId == old);
        Assert.DoesNotContain(restarted.Live, key => key.KeyId == old);
        Assert.Single(Directory.GetFiles(folder.FullName, "*", SearchOption.AllDirectories));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void A_key_taken_before_a_rotation_still_signs_after_it()
    {
        using var keys = Open();
        var taken = keys.Current(KeyUse.Token);
        keys.Rotate(KeyUse.Token, TimeSpan.Zero);

        Assert.True(taken.PublicKey.Verify("text"u8, taken.Sign("text"u8)));
        Assert.Single(keys.LiveFor(KeyUse.Token));
    }

    [Fact]
    public async Task Many_that_open_at_once_get_the_same_keys()
    {
        using var start = new ManualResetEventSlim();
        var opening = Enumerable
            .Range(0, 4)
            .Select(_ =>
                Task.Run(() =>
                {
                    start.Wait();
                    using var keys = Open();
                    return keys.Current(KeyUse.Token).KeyId;
                })
            )
            .ToArray();
        start.Set();

        Assert.Single((await Task.WhenAll(opening)).Distinct());
        Assert.Single(Directory.GetFiles(folder.FullName, "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_file_that_others_have_access_to_is_refused(UnixFileMode others)
    {
        if (OperatingSystem.IsWindows())
            return;
        Open().Dispose();
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | others);

        var fault = Assert.Throws<UnauthorizedAccessException>(Open);
        Assert.Contains(path, fault.Message);
        Assert.Contains("chmod 600", fault.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"version\":2,\"dataKey\":\"\",\"keys\":[]}")]
    [InlineData("{\"version\":1,\"dataKey\":\"AAAA\",\"keys\":[]}")]
    [InlineData("{\"version\":1,\"dataKey\":\"AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8=\",\"keys\":[]}")]
    [InlineData("{\"version\":1,\"dataKey\":null,\"keys\":null}")]
    [InlineData("{\"version\":1,\"dataKey\":\"AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8=\",\"keys\":[null]}")]
    public void A_damaged_file_is_refused_and_left_as_it_is(string content)
    {
        Open().Dispose();
        File.WriteAllText(path, content);

        Assert.Contains(path, Assert.Throws<InvalidDataException>(Open).Message);
        Assert.Equal(content, File.ReadAllText(path));
    }

    private KeyFile Open() => KeyFile.Open(path, clock);

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
