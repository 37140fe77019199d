using System.Security.Cryptography;
using System.Text.Json;
using Loyalty.Identity;
using Loyalty.Signing;

namespace Loyalty.Keys;

/// <summary>
/// The platform's own keys in a JSON file, readable by its owner alone, for hosts that have no vault. The file is made at
/// the first start. Losing it ends all tokens and makes the sealed callback secrets unreadable: back it up with the
/// database.
/// </summary>
public sealed class KeyFile : IKeyRing, IDisposable
{
    /// <summary>The file's name.</summary>
    public const string FileName = "keys.json";

    /// <summary>How long a replaced key stays live: far longer than a token lives, and than anybody takes to verify a
    /// callback that has just arrived.</summary>
    public static readonly TimeSpan DefaultOverlap = TimeSpan.FromHours(48);

    private readonly string path;
    private readonly TimeProvider time;
    private readonly Lock rotating = new();
    private readonly List<KeySet> replaced = [];
    private KeyFileDocument document;
    private KeySet set;

    private KeyFile(string path, KeyFileDocument document, TimeProvider time)
    {
        this.path = path;
        this.time = time;
        this.document = document;
        DataKey = DataKey.From(document.DataKey);
        set = new KeySet(DataKey, document.Keys, time);
    }

    /// <inheritdoc/>
    public IReadOnlyList<PublicKey> Live => Volatile.Read(ref set).Live;

    /// <inheritdoc/>
    public DataKey DataKey { get; }

    /// <summary>Reads the file, or makes it when there is none. Several processes may do so at once: one file
    /// wins.</summary>
    /// <exception cref="UnauthorizedAccessException">Somebody else than the owner can read or write the
    /// file.</exception>
    /// <exception cref="InvalidDataException">The file is damaged. It is left as it is.</exception>
    public static KeyFile Open(string path, TimeProvider time)
    {
        if (!File.Exists(path))
            PrivateFile.TryCreate(path, ToJson(NewDocument(time.GetUtcNow())));
        PrivateFile.DemandPrivate(path);
        try
        {
            var read = JsonSerializer.Deserialize(File.ReadAllBytes(path), KeyFileJson.Default.KeyFileDocument);
            return read is { Version: KeyFileDocument.CurrentVersion } && read.Keys.All(key => key is not null)
                ? new KeyFile(path, read, time)
                : throw new InvalidDataException("It is of another version, or a key is missing.");
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException or CryptographicException)
        {
            throw new InvalidDataException($"The key file {path} cannot be used: {fault.Message}", fault);
        }
    }

    /// <inheritdoc/>
    public SigningKey Current(KeyUse use) => Volatile.Read(ref set).Current(use);

    /// <inheritdoc/>
    public IReadOnlyList<PublicKey> LiveFor(KeyUse use) => Volatile.Read(ref set).LiveFor(use);

    /// <summary>Makes a new key for one use and stores it before it signs anything. Its predecessor stays live for
    /// <see cref="DefaultOverlap"/>.</summary>
    public void Rotate(KeyUse use) => Rotate(use, DefaultOverlap);

    /// <summary>As <see cref="Rotate(KeyUse)"/>, with another overlap; zero when the old key has leaked.</summary>
    public void Rotate(KeyUse use, TimeSpan overlap)
    {
        lock (rotating)
        {
            var next = document with { Keys = KeySet.Rotate(document.Keys, use, overlap, time.GetUtcNow()) };
            PrivateFile.Replace(path, ToJson(next));
            document = next;
            // The old set may be signing at this moment, so it goes with this object and not before.
            replaced.Add(set);
            Volatile.Write(ref set, new KeySet(DataKey, next.Keys, time));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var old in replaced)
            old.Dispose();
        set.Dispose();
        DataKey.Dispose();
    }

    private static KeyFileDocument NewDocument(DateTimeOffset now)
    {
        using var dataKey = DataKey.Create();
        return new KeyFileDocument { DataKey = dataKey.Export(), Keys = KeySet.CreateKeys(now) };
    }

    private static byte[] ToJson(KeyFileDocument document) =>
        JsonSerializer.SerializeToUtf8Bytes(document, KeyFileJson.Default.KeyFileDocument);
}
