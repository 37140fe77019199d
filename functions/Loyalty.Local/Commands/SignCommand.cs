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
        try
        {
            var body = await ReadBodyAsync(arguments.GetRequiredValue(Body), cancellationToken);
            using var key = await ReadKeyAsync(arguments, now, cancellationToken);
            if (key is null)
            {
                await arguments.InvocationConfiguration.Error.WriteLineAsync(
                    "Name a key with --key and --key-id, or a data folder with a demo.json with --data."
                );
                return 2;
            }

            var (method, target) = (arguments.GetRequiredValue(Method), arguments.GetRequiredValue(Target));
            var headers =
                arguments.GetValue(Form) == "rfc9421"
                    ? RequestSigner.SignMessage(key, method, target, body, now)
                    : RequestSigner.Sign(key, method, target, body, now);
            foreach (var (name, value) in headers)
                await arguments.InvocationConfiguration.Output.WriteLineAsync($"{name}: {value}");
            return 0;
        }
        catch (Exception fault) when (fault is IOException or CryptographicException or ArgumentException)
        {
            await arguments.InvocationConfiguration.Error.WriteLineAsync(fault.Message);
            return 2;
        }
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

    private static async Task<SigningKey?> ReadKeyAsync(
        ParseResult arguments,
        DateTimeOffset now,
        CancellationToken cancellationToken
    )
    {
        if (arguments.GetValue(Key) is { } path && arguments.GetValue(KeyId) is { } keyId)
            return SigningKey.FromPem(keyId, await File.ReadAllTextAsync(path, Encoding.UTF8, cancellationToken), now);
        var demo = await DemoFile.ReadAsync(DataOption.Directory(arguments), cancellationToken);
        return demo is null ? null : SigningKey.FromPem(demo.Partner.KeyId, demo.Partner.PrivateKeyPem, now);
    }
}
