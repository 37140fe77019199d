using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Loyalty.Tests.Identity;

/// <summary>Tokens put together by hand, good ones and bad ones, independent of the library that reads them.</summary>
internal static class Jwt
{
    public static JsonObject Header(string algorithm, string? keyId, string? type = "at+jwt")
    {
        var header = new JsonObject { ["alg"] = algorithm };
        if (keyId is not null)
            header["kid"] = keyId;
        if (type is not null)
            header["typ"] = type;
        return header;
    }

    public static string Sign(JsonNode header, JsonNode payload, Func<byte[], byte[]> sign) =>
        Sign(header.ToJsonString(), payload.ToJsonString(), sign);

    public static string Sign(string header, string payload, Func<byte[], byte[]> sign)
    {
        var input = $"{Encode(header)}.{Encode(payload)}";
        return $"{input}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(input)))}";
    }

    public static byte[] Nothing(byte[] input) => [];

    public static Func<byte[], byte[]> Hmac(byte[] key) => input => HMACSHA256.HashData(key, input);

    public static Func<byte[], byte[]> Rs256(RSA key) =>
        input => key.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    public static Func<byte[], byte[]> Ps256(RSA key) =>
        input => key.SignData(input, HashAlgorithmName.SHA256, RSASignaturePadding.Pss);

    public static Func<byte[], byte[]> Es256(ECDsa key) => input => key.SignData(input, HashAlgorithmName.SHA256);

    public static Func<byte[], byte[]> Es256(Loyalty.Signing.SigningKey key) =>
        input => key.Sign(input, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    public static JsonObject Payload(string token) =>
        JsonSerializer.Deserialize<JsonObject>(Base64Url.DecodeFromChars(token.Split('.')[1]))!;

    public static JsonObject With(this JsonObject json, string name, JsonNode? value)
    {
        var copy = (JsonObject)json.DeepClone();
        if (value is null)
            copy.Remove(name);
        else
            copy[name] = value;
        return copy;
    }

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
