using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Loyalty.Local.Demo;
using Loyalty.Signing;

namespace Loyalty.Local.Commands;

/// <summary>
/// <c>loyalty sign</c>: prints the headers that sign a request, one a line, as <c>curl -H @-</c> takes them.
/// </summary>
internal static class SignCommand
{
    private static readonly Argument<string> Body = new("body")
    {
        Description = "The file with the exact body; - reads it from standard input.",
    };
    private static readonly Option<string?> Key = new("--key")
    {
        Description = "File with the private key, PEM (default: the demo partner's of demo.json).",
    };
    private static readonly Option<string?> KeyId = new("--key-id")
    {
        Description = "The id the key is registered with.",
    };
    private static readonly Option<string> Method = new("--method")
    {
        Description = "The request's method.",
        DefaultValueFactory = _ => "POST",
    };
    private static readonly Option<string> Target = new("--target")
    {
        Description = "Path and query as they will be sent.",
        DefaultValueFactory = _ => "/points",
    };
    private static readonly Option<string> Form = new("--form")
    {
        Description = "digest (Digest and Signature headers) or rfc9421.",
        DefaultValueFactory = _ => "digest",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Form.AcceptOnlyFromAmong("digest", "rfc9421");
        var command = new Command("sign", "Print the headers that sign a request, one a line: curl -H @- takes them.");
        command.Arguments.Add(Body);
        foreach (var option in new Option[] { Key, KeyId, Method, Target, Form, DataOption.Data })
            command.Options.Add(option);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        RequireTarget(arguments.GetRequiredValue(Target));
        var body = await ReadBodyAsync(arguments.GetRequiredValue(Body), cancellationToken);
        using var key = await ReadKeyAsync(arguments, now, cancellationToken);
        var (method, target) = (arguments.GetRequiredValue(Method), arguments.GetRequiredValue(Target));
        var headers =
            arguments.GetValue(Form) == "rfc9421"
                ? RequestSigner.SignMessage(key, method, target, body, now)
                : RequestSigner.Sign(key, method, target, body, now);
        foreach (var (name, value) in headers)
            await arguments.InvocationConfiguration.Output.WriteLineAsync($"{name}: {value}");
        return 0;
    }

    private static void RequireTarget(string target)
    {
        if (!target.StartsWith('/') || target.Any(character => char.IsWhiteSpace(character)))
            throw new FormatException($"{Target.Name} is '{target}': it must be path and query as sent, like /points.");
    }

    private static async Task<byte[]> ReadBodyAsync(string path, CancellationToken cancellationToken)
    {
        if (path != "-")
            return await File.ReadAllBytesAsync(path, cancellationToken);
        using var body = new MemoryStream();
        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(body, cancellationToken);
        return body.ToArray();
    }

    private static async Task<SigningKey> ReadKeyAsync(
        ParseResult arguments,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        var (path, keyId) = (arguments.GetValue(Key), arguments.GetValue(KeyId));
        if (path is null != keyId is null)
            throw new FormatException(
                $"{Key.Name} and {KeyId.Name} go together: name both, or neither for the demo's."
            );
        if (path is not null && keyId is not null)
            return KeyOf(path, keyId, await File.ReadAllTextAsync(path, Encoding.UTF8, cancellationToken), now);
        var directory = DataOption.Directory(arguments);
        var demo =
            await DemoFile.ReadAsync(directory, cancellationToken)
            ?? throw new FileNotFoundException(
                $"There is no demo.json in '{directory}': name its folder with {DataOption.Data.Name}, or a key with "
                    + $"{Key.Name} and {KeyId.Name}."
            );
        return KeyOf(DemoFile.PathIn(directory), demo.Partner.KeyId, demo.Partner.PrivateKeyPem, now);
    }

    private static SigningKey KeyOf(string path, string keyId, string pem, DateTimeOffset now)
    {
        try
        {
            return SigningKey.FromPem(keyId, pem, now);
        }
        catch (Exception fault) when (fault is CryptographicException or ArgumentException)
        {
            throw new InvalidDataException(
                $"The key in '{path}' cannot be used: it must be a private key in PEM, RSA or P-256. {fault.Message}",
                fault
            );
        }
    }
}
