using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Json;
using Loyalty.Signing;

namespace Loyalty.Management.Clients;

/// <summary>Reads what a caller may say of a client. What is wrong is in the fields' errors, and what was read then
/// means nothing.</summary>
internal static class ClientDraft
{
    private const string Ecdsa = "ecdsa";
    private const string Rsa = "rsa";

    /// <summary>The client with everything that a caller may say of it replaced.</summary>
    public static Client Read(JsonFields fields, Client onto, ManagementOptions limits)
    {
        var client = onto with
        {
            Name = fields.Line("name", required: true, limits.MaxNameLength) ?? "",
            Scopes = ReadScopes(fields),
            Signature = fields.Word<SignaturePolicy>("signature", required: false) ?? SignaturePolicy.Optional,
            Keys = ReadKeys(fields, required: false, limits),
            CallbackHosts = ReadHosts(fields, limits),
            CallbackSigning = ReadSigning(fields),
            Partner = fields.Line("partner", required: false, limits.MaxNameLength),
        };
        CheckKeys(client, fields);
        return client;
    }

    /// <summary>The client with its keys replaced.</summary>
    public static Client ReadKeys(JsonFields fields, Client onto, ManagementOptions limits)
    {
        var client = onto with { Keys = ReadKeys(fields, required: true, limits) };
        CheckKeys(client, fields);
        return client;
    }

    /// <summary>A client that must sign and has no key could never call.</summary>
    private static void CheckKeys(Client client, JsonFields fields)
    {
        if (client is { Signature: SignaturePolicy.Required, Keys: [] } && fields.Errors.Count == 0)
            fields.Fail("keys", "required", "Must have a key, because signatures are required.");
    }

    /// <summary>The client's keys: readable, each under a name of its own.</summary>
    private static IReadOnlyList<ClientKey> ReadKeys(JsonFields fields, bool required, ManagementOptions limits)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return fields.List("keys", required, 0, limits.MaxClientKeys, (items, i) => ReadKey(items, i, names));
    }

    /// <summary>The word for a way to sign callbacks.</summary>
    public static string WordOf(CallbackSigning signing) =>
        signing switch
        {
            CallbackSigning.EcdsaSha256 => Ecdsa,
            CallbackSigning.RsaSha256 => Rsa,
            _ => throw new ArgumentOutOfRangeException(nameof(signing), signing, null),
        };

    private static ClientKey ReadKey(JsonFields items, string item, HashSet<string> names)
    {
        var key = items.Nested(item, required: true);
        var keyId = key?.Text("keyId", required: true);
        var pem = key?.Text("publicKeyPem", required: true);
        if (key is null || keyId is null || pem is null)
            return new ClientKey { KeyId = "", PublicKeyPem = "" };
        if (!KeyId.IsValid(keyId))
            key.Fail("keyId", "format", KeyId.Rules);
        else if (!names.Add(keyId))
            key.Fail("keyId", "duplicate", "Must be the name of one key.");
        else if (!PublicKey.TryFromPem(keyId, pem, out _, out var fault))
            key.Fail("publicKeyPem", "format", fault);
        return new ClientKey { KeyId = keyId, PublicKeyPem = pem };
    }

    private static IReadOnlyList<string> ReadScopes(JsonFields fields)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return fields.List(
            "scopes",
            required: true,
            1,
            Scopes.All.Count,
            (items, i) =>
            {
                if (items.Text(i, required: true) is not { } scope)
                    return "";
                if (!Scopes.IsKnown(scope))
                    items.Fail(i, "not_allowed", $"Must be one of {string.Join(", ", Scopes.All)}.");
                else if (!seen.Add(scope))
                    items.Fail(i, "duplicate", "Must not be repeated.");
                return scope;
            }
        );
    }

    private static IReadOnlyList<string> ReadHosts(JsonFields fields, ManagementOptions limits)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        return fields.List(
            "callbackHosts",
            required: false,
            0,
            limits.MaxCallbackHosts,
            (items, i) =>
            {
                if (items.Text(i, required: true) is not { } host)
                    return "";
                if (!CallbackUrl.IsHost(host))
                    items.Fail(i, "format", "Must be a host name or address, without scheme, port and path.");
                else if (!seen.Add(host))
                    items.Fail(i, "duplicate", "Must not be repeated.");
                return host;
            }
        );
    }

    private static CallbackSigning ReadSigning(JsonFields fields)
    {
        switch (fields.Text("callbackSigning", required: false))
        {
            case null or Ecdsa:
                return CallbackSigning.EcdsaSha256;
            case Rsa:
                return CallbackSigning.RsaSha256;
            default:
                fields.Fail("callbackSigning", "format", $"Must be one of {Ecdsa}, {Rsa}.");
                return default;
        }
    }
}
