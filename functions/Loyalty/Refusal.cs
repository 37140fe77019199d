namespace Loyalty;

/// <summary>
/// Every reason to say no, in order of precedence: where several apply, the first is the answer. Numbers are stored in
/// entries and never used again for something else. What each looks like outside is in <see cref="Refusals"/>.
/// </summary>
public enum Refusal
{
    None = 0,
    NotFound = 10,
    MethodNotAllowed = 20,
    Unauthenticated = 30,
    InsufficientScope = 40,
    SignatureRequired = 50,
    SignatureInvalid = 60,
    Forbidden = 70,
    PayloadTooLarge = 80,
    UnsupportedMediaType = 90,
    InvalidRequest = 100,
    PreconditionRequired = 104,
    PreconditionFailed = 106,
    UnknownProgram = 110,
    RuleNotFound = 120,
    ClientDisabled = 130,
    ClientNotAuthorised = 140,
    RequestIdReused = 150,
    IdempotencyKeyReused = 152,
    AlreadyExists = 154,
    IllegalStep = 156,
    RuleNotActive = 160,
    RuleOutsideDates = 170,
    MemberUnknown = 180,
    UserNotFound = 185,
    MemberBlocked = 190,
    MemberClosed = 200,
    InsufficientBalance = 210,
    TransactionInsufficientPoints = 215,
    EarningLimitReached = 220,
    RedemptionLimitReached = 230,
    BudgetLimitReached = 235,
    BalanceLimitReached = 240,
    NotReversible = 245,
    AlreadyReversed = 250,
    PointsAlreadySpent = 260,
    PointsExpired = 270,
    UnexpectedError = 900,
    Unavailable = 910,
}
