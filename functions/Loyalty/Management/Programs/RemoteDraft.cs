using System.Text;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Json;
using Loyalty.Signing;

namespace Loyalty.Management.Programs;

/// <summary>What a caller may say of the system that keeps a program's books.</summary>
/// <param name="System">The system, with the secret that is known already.</param>
/// <param name="Secret">A new secret; null = that one.</param>
internal sealed record RemoteDraft(RemoteSystem System, string? Secret)
{
    private const int MaxSecret = 1000;

    /// <summary>Reads it; what is wrong is in the fields' errors. Null = our own ledger keeps the books.</summary>
    /// <param name="fields">The program's fields.</param>
    /// <param name="before">The program as it is; null = it is new.</param>
    /// <param name="allowLoopbackAndHttp"><see cref="CallbackOptions.AllowLoopbackAndHttp"/>.</param>
    public static RemoteDraft? Read(JsonFields fields, PointProgram? before, bool allowLoopbackAndHttp)
    {
        var isThere = fields.Has("remote");
        if (before is not null && isThere != before.Remote is not null)
            fields.Fail(
                "remote",
                isThere ? "not_allowed" : "required",
                "Who keeps a program's books cannot change: create another program."
            );
        if (fields.Nested("remote", required: false) is not { } remote)
            return null;
        var system = new RemoteSystem
        {
            BaseUrl = ReadBaseUrl(remote, allowLoopbackAndHttp),
            ClientId = remote.Id<ClientId>("clientId"),
            SealedSecret = before?.Remote?.SealedSecret ?? "",
            KeyId = ReadKeyId(remote),
            RuleId = remote.Id<RuleId>("ruleId"),
        };
        // A secret is only ever sent where whoever knows it said that it should be.
        var isNewPlace = system.BaseUrl != before?.Remote?.BaseUrl || system.ClientId != before?.Remote?.ClientId;
        return new RemoteDraft(system, remote.Line("secret", required: isNewPlace, MaxSecret));
    }

    /// <summary>The system, with its secret sealed for the program.</summary>
    public RemoteSystem SealFor(OrgId org, ProgramId program, DataKey key) =>
        Secret is null
            ? System
            : System with
            {
                SealedSecret = key.Seal(Encoding.UTF8.GetBytes(Secret), DataKey.RemoteSecretOf(org, program)),
            };

    private static string ReadBaseUrl(JsonFields remote, bool allowLoopbackAndHttp)
    {
        if (remote.Text("baseUrl", required: true) is not { } url)
            return "";
        var fault =
            CallbackUrl.FaultOf(url, allowedHosts: [], allowLoopbackAndHttp)
            ?? (url.AsSpan().ContainsAny('?', '#') ? "Must have neither query nor fragment." : null);
        if (fault is not null)
            remote.Fail("baseUrl", "not_allowed", fault);
        return url.TrimEnd('/');
    }

    private static string ReadKeyId(JsonFields remote)
    {
        var keyId = remote.Text("keyId", required: true);
        if (keyId is not null && !KeyId.IsValid(keyId))
            remote.Fail("keyId", "format", KeyId.Rules);
        return keyId ?? "";
    }
}
