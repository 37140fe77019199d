using Loyalty.Catalog;
using Loyalty.Json;
using Loyalty.Ledger.Rules;

namespace Loyalty.Management.Programs;

/// <summary>Reads what a caller may say of a program; what is absent is as in a new
/// <see cref="PointProgram"/>.</summary>
internal static class ProgramDraft
{
    private const decimal MaxPointsPerUnit = 1_000_000_000;
    private const int MaxExpirationMonths = 1200;
    private const int MaxExpirationDays = 36_525;
    private const int MaxNoticeDays = 366;
    private const int MaxGraceDays = 3650;
    private const int MinutesOfDay = 1440;
    private const decimal MaxLocalRate = 1_000_000_000;

    // A million guesses at codes of six characters are right with a probability of a thousandth; fewer would not do.
    private const int MinCodeLength = 6;
    private const int MaxCodeLength = 12;

    /// <summary>The program with everything that a caller may say of it replaced; what is wrong is in the fields'
    /// errors, and the program then means nothing.</summary>
    /// <param name="fields">The body.</param>
    /// <param name="onto">The program as it is.</param>
    /// <param name="currencies">Those that a program may get; empty = any.</param>
    /// <param name="limits">Limits.</param>
    public static PointProgram Read(
        JsonFields fields,
        PointProgram onto,
        IReadOnlyList<string> currencies,
        ManagementOptions limits
    )
    {
        var usual = new PointProgram
        {
            OrgId = onto.OrgId,
            ProgramId = onto.ProgramId,
            Name = "",
        };
        var currency = CurrencyCode.Read(fields, "currency", required: false) ?? usual.Currency;
        if (currencies.Count > 0 && !currencies.Contains(currency) && currency != onto.Currency)
            fields.Fail("currency", "not_allowed", "Must be one of the organisation's currencies.");
        return usual with
        {
            Name = fields.Line("name", required: true, limits.MaxNameLength) ?? "",
            Currency = currency,
            PointsPerUnit =
                fields.Number("pointsPerUnit", required: false, above: 0, MaxPointsPerUnit) ?? usual.PointsPerUnit,
            Expiration = ReadExpiration(fields.Nested("expiration", required: false)),
            ExpiryNotice = ReadNotice(fields.Nested("expiryNotice", required: false)),
            AutoEnrol = fields.Flag("autoEnrol", required: false) ?? usual.AutoEnrol,
            TimeZone = ReadTimeZone(fields) ?? usual.TimeZone,
            Redemption = ReadRedemption(fields.Nested("redemption", required: false)),
            Reversal = ReadReversal(fields.Nested("reversal", required: false)),
            CreatedAt = onto.CreatedAt,
        };
    }

    /// <summary>
    /// A zone is known by the machine's own data. Characters that no IANA name has are refused before: names are
    /// looked up as files.
    /// </summary>
    private static string? ReadTimeZone(JsonFields fields)
    {
        if (fields.Text("timeZone", required: false) is not { } name)
            return null;
        if (IsTimeZone(name))
            return name;
        fields.Fail("timeZone", "format", "Must be a canonical IANA time zone, such as Europe/Berlin or UTC.");
        return null;
    }

    /// <summary>The system lists the zones of <c>zone.tab</c>, each under its canonical name. It finds others too, old
    /// aliases and files that are no zones, and on Windows it lists its own names.</summary>
    private static bool IsTimeZone(string name) =>
        name == TimeZoneInfo.Utc.Id
        || (
            OperatingSystem.IsWindows()
                ? TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && zone.HasIanaId && zone.Id == name
                : TimeZoneInfo.GetSystemTimeZones().Any(zone => zone.Id == name)
        );

    private static Expiration? ReadExpiration(JsonFields? fields)
    {
        if (fields is null)
            return null;
        var days = (int?)fields.OptionalWhole("days", 1, MaxExpirationDays);
        var months = (int?)fields.OptionalWhole("months", 1, MaxExpirationMonths);
        if (fields.Has("days") && fields.Has("months"))
            fields.Fail("months", "not_allowed", "Give days or months, not both.");
        else if (!fields.Has("days") && !fields.Has("months"))
            fields.Fail("days", "required", "Give days or months.");
        return new Expiration { Days = days, Months = months };
    }

    private static ExpiryNotice? ReadNotice(JsonFields? fields) =>
        fields is null ? null : new ExpiryNotice((int)fields.Whole("daysAhead", 1, MaxNoticeDays));

    private static RedemptionPolicy ReadRedemption(JsonFields? fields)
    {
        var usual = new RedemptionPolicy();
        if (fields is null)
            return usual;
        var most = LedgerRules.MaxBalance.Value;
        var policy = new RedemptionPolicy
        {
            MultipleOf = Whole(fields.OptionalWhole("multipleOf", 1, most)) ?? usual.MultipleOf,
            Minimum = Whole(fields.OptionalWhole("minimum", 1, most)) ?? usual.Minimum,
            Maximum = Whole(fields.OptionalWhole("maximum", 1, most)),
            MinimumLifetimePoints = Whole(fields.OptionalWhole("minimumLifetimePoints", 0, most)) ?? Points.Zero,
            LocalCurrency = CurrencyCode.Read(fields, "localCurrency", required: false),
            LocalRate = fields.Number("localRate", required: false, above: 0, MaxLocalRate),
            Validation = fields.Word<RedemptionValidation>("validation", required: false) ?? usual.Validation,
            CodeMinutes = (int?)fields.OptionalWhole("codeMinutes", 1, MinutesOfDay) ?? usual.CodeMinutes,
            CodeLength = (int?)fields.OptionalWhole("codeLength", MinCodeLength, MaxCodeLength) ?? usual.CodeLength,
            CodeChannel = fields.Word<CodeChannel>("codeChannel", required: false) ?? usual.CodeChannel,
        };
        if (policy.Maximum is { } maximum && !Admits(policy, maximum))
            fields.Fail("maximum", "range", "Must leave room for a multiple of multipleOf that is at least minimum.");
        if (fields.Has("localCurrency") != fields.Has("localRate"))
            fields.Fail(
                fields.Has("localRate") ? "localRate" : "localCurrency",
                "not_allowed",
                "Give localCurrency and localRate, or neither."
            );
        return policy;
    }

    private static bool Admits(RedemptionPolicy policy, Points maximum)
    {
        var largest = maximum.Value - (maximum.Value % policy.MultipleOf.Value);
        return largest > 0 && largest >= policy.Minimum.Value;
    }

    private static ReversalPolicy ReadReversal(JsonFields? fields)
    {
        var usual = new ReversalPolicy();
        return fields is null
            ? usual
            : new ReversalPolicy
            {
                GraceDays = (int?)fields.OptionalWhole("graceDays", 0, MaxGraceDays) ?? usual.GraceDays,
                AllowNegativeBalance =
                    fields.Flag("allowNegativeBalance", required: false) ?? usual.AllowNegativeBalance,
            };
    }

    private static Points? Whole(long? points) => points is { } value ? new Points(value) : null;
}
