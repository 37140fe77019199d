using System.Collections.Frozen;

namespace Loyalty;

/// <summary>The one table from a <see cref="Refusal"/> to what callers see of it.</summary>
public static partial class Refusals
{
    /// <summary>Every refusal but <see cref="Refusal.None"/>, in order of precedence.</summary>
    public static IReadOnlyList<(Refusal Refusal, RefusalForm Form)> All { get; } =
    [
        (Refusal.NotFound, new("not_found", 404, "Not found", null, false)),
        (Refusal.MethodNotAllowed, new("method_not_allowed", 405, "Method not allowed", null, false)),
        (Refusal.Unauthenticated, new("invalid_token", 401, "A valid access token is required", null, false)),
        (Refusal.InvalidClient, new("invalid_client", 401, "The client or its secret is unknown", null, false)),
        (Refusal.TooManyRequests, new("too_many_requests", 429, "Too many requests", null, true)),
        (Refusal.InsufficientScope, new("insufficient_scope", 403, "The token lacks the scope", null, false)),
        (Refusal.SignatureRequired, new("signature_required", 401, "A signature is required", null, false)),
        (Refusal.SignatureInvalid, new("signature_invalid", 401, "The signature does not verify", null, false)),
        (Refusal.Forbidden, new("forbidden", 403, "Access denied", null, false)),
        (Refusal.PayloadTooLarge, new("payload_too_large", 413, "The body is too large", null, false)),
        (Refusal.UnsupportedMediaType, new("unsupported_media_type", 415, "The body is not JSON", null, false)),
        (Refusal.InvalidRequest, new("invalid_request", 400, "The request is not valid", null, false)),
        (Refusal.PreconditionRequired, new("precondition_required", 428, "If-Match is required", null, false)),
        (Refusal.PreconditionFailed, new("precondition_failed", 412, "Changed since it was read", null, false)),
        (Refusal.UnknownProgram, new("unknown_program", 404, "No such program", null, false)),
        (Refusal.RuleNotFound, new("rule_not_found", 400, "No such rule", null, false)),
        (Refusal.ClientDisabled, new("client_disabled", 403, "The client is disabled", null, false)),
        (
            Refusal.ClientNotAuthorised,
            new("client_not_authorised", 403, "The client may not trigger this rule", null, false)
        ),
        (
            Refusal.RequestIdReused,
            new("request_id_reused", 400, "The requestId was used with other content", null, false)
        ),
        (
            Refusal.IdempotencyKeyReused,
            new("idempotency_key_reused", 409, "The Idempotency-Key was used with other content", null, false)
        ),
        (
            Refusal.ReferenceNumberReused,
            new("reference_number_reused", 409, "The referenceNumber was used with other content", null, false)
        ),
        (Refusal.AlreadyExists, new("already_exists", 409, "Already exists", null, false)),
        (Refusal.IllegalStep, new("illegal_step", 409, "Not allowed in the current status", null, false)),
        (Refusal.RuleNotActive, new("rule_not_active", 400, "The rule is not active", "Rule Not Active", false)),
        (
            Refusal.RuleOutsideDates,
            new("rule_outside_dates", 400, "The rule is outside its dates", "Rule Outside Its Dates", false)
        ),
        (
            Refusal.IdentifierInvalid,
            new("identifier_invalid", 400, "The customer's identifier is not valid", null, false)
        ),
        (
            Refusal.IdentifiersDisagree,
            new("identifiers_disagree", 400, "The identifiers are not of one customer", null, false)
        ),
        (Refusal.PointsInvalid, new("points_invalid", 400, "The points are not valid", null, false)),
        (
            Refusal.TransactionNumberInvalid,
            new("transaction_number_invalid", 400, "The transaction number is not valid", null, false)
        ),
        (
            Refusal.RedemptionTimeInvalid,
            new("redemption_time_invalid", 400, "The redemption time is not valid", null, false)
        ),
        (
            Refusal.MissedCallDisabled,
            new("missed_call_disabled", 400, "Missed calls do not validate a redemption", null, false)
        ),
        (
            Refusal.GroupNotRedeemable,
            new("group_not_redeemable", 400, "No such group, or the customer is not in it", null, false)
        ),
        (
            Refusal.ReversalInvalid,
            new("reversal_invalid", 400, "The points or the redemption id are not valid", null, false)
        ),
        (Refusal.MemberUnknown, new("member_unknown", 400, "No such member", "Member Unknown", false)),
        (Refusal.UserNotFound, new("UserNotFoundError", 404, "No such user", null, false)),
        (Refusal.MemberBlocked, new("member_blocked", 400, "The member is blocked", "Member Blocked", false)),
        (Refusal.MemberClosed, new("member_closed", 400, "The member is closed", "Member Closed", false)),
        (Refusal.NoAccount, new("no_account", 400, "The member has no account in the program", null, false)),
        (Refusal.MemberUnreachable, new("member_unreachable", 400, "The member cannot be sent anything", null, false)),
        (
            Refusal.ValidationCodeInvalid,
            new("validation_code_invalid", 400, "The validation code is not valid", null, false)
        ),
        (
            Refusal.ValidationCodeRequired,
            new("validation_code_required", 400, "A validation code is required", null, false)
        ),
        (
            Refusal.RedemptionNotAllowed,
            new(
                "redemption_not_allowed",
                400,
                "The program does not allow this redemption",
                "Redemption Not Allowed",
                false
            )
        ),
        (
            Refusal.LifetimePointsTooFew,
            new("lifetime_points_too_few", 400, "Too few points were ever earned", null, false)
        ),
        (
            Refusal.RedemptionBelowMinimum,
            new("redemption_below_minimum", 400, "Fewer points than one redemption must have", null, false)
        ),
        (
            Refusal.RedemptionAboveMaximum,
            new("redemption_above_maximum", 400, "More points than one redemption may have", null, false)
        ),
        (
            Refusal.RedemptionNotMultiple,
            new("redemption_not_multiple", 400, "No multiple of what the program demands", null, false)
        ),
        (
            Refusal.InsufficientBalance,
            new("insufficient_balance", 400, "The balance is too small", "Insufficient Balance", false)
        ),
        (
            Refusal.TransactionInsufficientPoints,
            new("TransactionInsufficientPoints", 400, "The balance is too small", null, false)
        ),
        (
            Refusal.EarningLimitReached,
            new("earning_limit_reached", 400, "The earning limit is reached", "Reaching Earning Limit", true)
        ),
        (
            Refusal.RedemptionLimitReached,
            new("redemption_limit_reached", 400, "The redemption limit is reached", "Reaching Redemption Limit", true)
        ),
        (
            Refusal.BudgetLimitReached,
            new("budget_limit_reached", 400, "The rule's budget is used up", "Reaching Budget Limit", true)
        ),
        (
            Refusal.CodeLimitReached,
            new("code_limit_reached", 400, "No more validation codes may be issued for now", null, true)
        ),
        (Refusal.TooManyHolds, new("too_many_holds", 409, "Too many holds are open", null, true)),
        (
            Refusal.RedeemableWithoutCode,
            new("redeemable_without_code", 400, "The points can be redeemed, but no code was sent", null, true)
        ),
        (
            Refusal.BalanceLimitReached,
            new("balance_limit_reached", 400, "The balance can grow no further", "Reaching Balance Limit", false)
        ),
        (Refusal.ProgramRefused, new("program_refused", 400, "The program refused the points", null, false)),
        (Refusal.RedemptionUnknown, new("redemption_unknown", 400, "No such redemption", null, false)),
        (
            Refusal.NothingRedeemed,
            new("nothing_redeemed", 400, "No points were redeemed on this transaction number", null, false)
        ),
        (Refusal.NotReversible, new("not_reversible", 409, "Cannot be reversed", null, false)),
        (Refusal.ReversalMismatch, new("reversal_mismatch", 409, "More points than are left to reverse", null, false)),
        (Refusal.AlreadyReversed, new("already_reversed", 409, "Already reversed", null, false)),
        (Refusal.PointsAlreadySpent, new("points_already_spent", 409, "The points are already spent", null, false)),
        (Refusal.PointsExpired, new("points_expired", 409, "The points have expired", null, false)),
        (Refusal.HoldNotOpen, new("hold_not_open", 409, "The hold is no longer open", null, false)),
        (Refusal.UnexpectedError, new("unexpected_error", 500, "Internal error", "Unexpected Error", true)),
        (Refusal.Unavailable, new("unavailable", 503, "Try again shortly", null, true)),
    ];

    private static readonly FrozenDictionary<Refusal, RefusalForm> Forms = All.ToFrozenDictionary(
        row => row.Refusal,
        row => row.Form
    );

    private static readonly FrozenDictionary<string, Refusal> ByCode = All.ToFrozenDictionary(
        row => row.Form.Code,
        row => row.Refusal
    );

    /// <summary>The refusal with a code; false = there is none.</summary>
    public static bool TryRead(string code, out Refusal refusal) => ByCode.TryGetValue(code, out refusal);

    /// <summary>The form of a refusal.</summary>
    /// <exception cref="KeyNotFoundException">It is <see cref="Refusal.None"/> or not in the table.</exception>
    public static RefusalForm Form(this Refusal refusal) => Forms[refusal];
}

/// <summary>What a refusal looks like outside.</summary>
/// <param name="Code">The <c>code</c> of a problem document.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">One line for people; the problem's <c>title</c>.</param>
/// <param name="CallbackMessage">The callback's <c>errorMessage</c>; null when it can never be the fate of an accepted
/// request.</param>
/// <param name="Retryable">Whether the same request can succeed later without anybody changing anything.</param>
public sealed record RefusalForm(string Code, int Status, string Title, string? CallbackMessage, bool Retryable);
