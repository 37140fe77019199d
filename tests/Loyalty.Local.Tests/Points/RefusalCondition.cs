using Loyalty.Catalog;
using Loyalty.Identity;

namespace Loyalty.Local.Tests.Points;

/// <summary>One reason to refuse a points request, and the answer that it gets.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Kind">Only one of each kind can be wrong at a time.</param>
/// <param name="Status">The answer's status.</param>
/// <param name="Code">The answer's code.</param>
/// <param name="Spoil">Makes it so.</param>
internal sealed record RefusalCondition(
    string Name,
    string Kind,
    int Status,
    string Code,
    Func<AnswerScene, Task> Spoil
)
{
    /// <summary>The answer table of the contract, row by row.</summary>
    public static IReadOnlyList<RefusalCondition> InOrder { get; } =
    [
        Of("no token", "token", 401, "invalid_token", scene => scene.SendsToken = false),
        Of(
            "no points scope",
            "token",
            401,
            "insufficient_scope",
            scene => scene.Change((Client client) => client with { Scopes = [Scopes.Programs] })
        ),
        Of(
            "signature required",
            "signature",
            401,
            "signature_required",
            scene => scene.Change((Client client) => client with { Signature = SignaturePolicy.Required })
        ),
        Of(
            "signature of a stranger",
            "signature",
            401,
            "signature_invalid",
            scene => (scene.Form, scene.SignedWith) = (SignatureForm.Header, AnswerScene.StrangersKey)
        ),
        Of("not JSON", "body", 400, "invalid_request", scene => scene.Written = json => json[..^1]),
        Of(
            "a field is missing",
            "body",
            400,
            "invalid_request",
            scene => scene.Written = json => json.Replace("amount", "amounts", StringComparison.Ordinal)
        ),
        Of(
            "callbackUrl not allowed",
            "body",
            400,
            "invalid_request",
            scene => scene.Body = scene.Body with { CallbackUrl = "ftp://127.0.0.1/" }
        ),
        Of(
            "rule not found",
            "rule",
            400,
            "rule_not_found",
            scene => scene.Body = scene.Body with { RuleId = "no-such-rule" }
        ),
        Of("the other scope", "token", 401, "insufficient_scope", scene => scene.Scope = Scopes.PointsEarn),
        Of(
            "client disabled",
            "disabled",
            403,
            "client_disabled",
            scene => scene.Change((Client client) => client with { Disabled = true })
        ),
        Of(
            "client not authorised",
            "authorised",
            403,
            "client_not_authorised",
            scene => scene.Change((Rule rule) => rule with { ClientIds = [] })
        ),
        new("request id reused", "request", 400, "request_id_reused", scene => scene.UseRequestIdAsync()),
        Of(
            "rule not active",
            "active",
            400,
            "rule_not_active",
            scene => scene.Change((Rule rule) => rule with { Status = RuleStatus.Inactive })
        ),
        Of(
            "rule over",
            "dates",
            400,
            "rule_outside_dates",
            scene => scene.Change((Rule rule) => rule with { EndsAt = DateTimeOffset.UnixEpoch })
        ),
        Of(
            "rule not begun",
            "dates",
            400,
            "rule_outside_dates",
            scene => scene.Change((Rule rule) => rule with { StartsAt = DateTimeOffset.MaxValue })
        ),
        Of(
            "member unknown",
            "member",
            400,
            "member_unknown",
            scene => scene.Body = scene.Body with { UserId = "nobody" }
        ),
        Of("member blocked", "member", 400, "member_blocked", scene => scene.Change(MemberStatus.Blocked)),
        Of("member closed", "member", 400, "member_closed", scene => scene.Change(MemberStatus.Closed)),
        Of(
            "balance too small",
            "balance",
            400,
            "insufficient_balance",
            scene => scene.Body = scene.Body with { Amount = 1000 }
        ),
    ];

    private static RefusalCondition Of(string name, string kind, int status, string code, Action<AnswerScene> spoil) =>
        new(
            name,
            kind,
            status,
            code,
            scene =>
            {
                spoil(scene);
                return Task.CompletedTask;
            }
        );
}
