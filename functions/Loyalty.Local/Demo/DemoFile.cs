using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty.Json;

namespace Loyalty.Local.Demo;

/// <summary>
/// <c>demo.json</c> in the data folder: all that a newcomer needs to call the demo organisation. It holds secrets, so only
/// its owner may read it.
/// </summary>
public sealed record DemoFile
{
    /// <summary>Its name.</summary>
    public const string FileName = "demo.json";

    public required string BaseUrl { get; init; }
    public required OrgId OrgId { get; init; }
    public required ProgramId ProgramId { get; init; }

    /// <summary>May do everything.</summary>
    public required DemoOwner Owner { get; init; }

    /// <summary>May do everything but manage.</summary>
    public required DemoPartner Partner { get; init; }
    public required RuleId EarnRuleId { get; init; }
    public required RuleId RedeemRuleId { get; init; }

    /// <summary>A member with some points.</summary>
    public required MemberId UserId { get; init; }

    /// <summary>Where it lies in a data folder.</summary>
    public static string PathIn(string dataDirectory) => Path.Combine(dataDirectory, FileName);

    /// <summary>Reads it; null when the folder has none.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public static async Task<DemoFile?> ReadAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        var path = PathIn(dataDirectory);
        if (!File.Exists(path))
            return null;
        var content = await File.ReadAllBytesAsync(path, cancellationToken);
        try
        {
            return JsonSerializer.Deserialize(content, DemoJson.Default.DemoFile);
        }
        catch (JsonException fault)
        {
            throw new InvalidDataException(
                $"'{path}' is damaged at {fault.Path ?? "$"}: restore it, or go without the demo (serve --no-demo; "
                    + "sign and listen with all options named and --data elsewhere).",
                fault
            );
        }
    }

    /// <summary>Writes it, readable by its owner alone.</summary>
    public async Task WriteAsync(string dataDirectory, CancellationToken cancellationToken)
    {
        var path = PathIn(dataDirectory);
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, options);
        await file.WriteAsync(JsonText.Write(this, DemoJson.Default.DemoFile), cancellationToken);
    }
}

/// <summary>The demo organisation's owner.</summary>
public sealed record DemoOwner
{
    public required ClientId ClientId { get; init; }
    public required string ClientSecret { get; init; }
}

/// <summary>The demo organisation's partner, with the private key that it signs with.</summary>
public sealed record DemoPartner
{
    public required ClientId ClientId { get; init; }
    public required string ClientSecret { get; init; }
    public required string KeyId { get; init; }

    /// <summary>PKCS#8, RSA 2048.</summary>
    public required string PrivateKeyPem { get; init; }

    /// <summary><c>whsec_…</c>, the key of <c>webhook-signature</c>.</summary>
    public required string CallbackSecret { get; init; }
}

/// <summary>The JSON form of <see cref="DemoFile"/>.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
[JsonSerializable(typeof(DemoFile))]
internal sealed partial class DemoJson : JsonSerializerContext;
