using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Web;
using Microsoft.Azure.Amqp;
using Microsoft.Azure.Amqp.Framing;

namespace Loyalty.ServiceBusServer;

/// <summary>Takes the tokens of one connection (<c>$cbs</c>) and knows by them which links it may open.</summary>
internal sealed class TokenNode : RequestNode
{
    public const string Mechanism = "MSSBCBS";

    /// <summary>The emulator's published key.</summary>
    public const string KeyName = "RootManageSharedAccessKey";
    public const string Key = "SAS_KEY_VALUE";

    private const string Type = "servicebus.windows.net:sastoken";
    private const string Prefix = "SharedAccessSignature ";

    private readonly ConcurrentDictionary<string, bool> audiences = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Throws unless there was a token for the address.</summary>
    public void Require(string address)
    {
        if (!audiences.ContainsKey(address))
            throw ServerException.Unauthorized($"There was no token for '{address}'.");
    }

    protected override void Answer(AmqpLink link, AmqpMessage request)
    {
        var properties = request.ApplicationProperties.Map;
        var isGood = properties["type"] as string == Type && IsGood(request.ValueBody.Value as string);
        if (isGood && Uri.TryCreate(properties["name"] as string, UriKind.Absolute, out var audience))
            audiences[Uri.UnescapeDataString(audience.AbsolutePath.Trim('/'))] = true;
        var answer = AmqpMessage.Create(new AmqpValue { Value = null });
        answer.ApplicationProperties.Map["status-code"] = isGood ? 202 : 401;
        answer.ApplicationProperties.Map["status-description"] = isGood ? "Accepted" : "InvalidSignature";
        Reply(request, answer);
    }

    private static bool IsGood(string? token)
    {
        if (token?.StartsWith(Prefix, StringComparison.Ordinal) != true)
            return false;
        var fields = token[Prefix.Length..]
            .Split('&')
            .Select(field => field.Split('=', 2))
            .ToDictionary(f => f[0], f => f[1]);
        var signature = HMACSHA256.HashData(
            Encoding.UTF8.GetBytes(Key),
            Encoding.UTF8.GetBytes($"{fields["sr"]}\n{fields["se"]}")
        );
        return fields["skn"] == KeyName && HttpUtility.UrlDecode(fields["sig"]) == Convert.ToBase64String(signature);
    }
}
