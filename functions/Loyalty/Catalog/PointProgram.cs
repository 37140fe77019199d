using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Loyalty.Catalog;

/// <summary>A point program: a currency of points with its expiry, redemption and reversal policies.</summary>
public sealed record PointProgram : ICatalogDocument<PointProgram>
{
    public required OrgId OrgId { get; init; }
    public required ProgramId ProgramId { get; init; }
    public required string Name { get; init; }

    /// <summary>ISO 4217 code of the money the points are worth.</summary>
    public string Currency { get; init; } = "USD";

    /// <summary>How many points one unit of <see cref="Currency"/> is worth.</summary>
    public decimal PointsPerUnit { get; init; } = 1;

    /// <summary>How long awarded points live; null = for ever.</summary>
    public Expiration? Expiration { get; init; }

    /// <summary>When members are told before their points expire; null = never.</summary>
    public ExpiryNotice? ExpiryNotice { get; init; }

    /// <summary>Whether the first request for an unknown member registers it.</summary>
    public bool AutoEnrol { get; init; }

    /// <summary>IANA name of the zone whose calendar days, weeks and months count for caps and expiry.</summary>
    public string TimeZone { get; init; } = "UTC";

    public RedemptionPolicy Redemption { get; init; } = new();
    public ReversalPolicy Reversal { get; init; } = new();

    /// <summary>The other system that keeps its books; null = our own ledger does. That never changes: a program has one
    /// set of books.</summary>
    public RemoteSystem? Remote { get; init; }

    /// <summary>When it was created; null = by the product itself.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <inheritdoc/>
    public static string Kind => "program";

    /// <inheritdoc/>
    public static JsonTypeInfo<PointProgram> Json => CatalogJson.Default.PointProgram;

    /// <inheritdoc/>
    public CatalogKey Key => KeyOf(OrgId, ProgramId);

    public static CatalogKey KeyOf(OrgId org, ProgramId program) => new(org.Value, program.Value);

    /// <summary>The program's calendar date at an instant.</summary>
    /// <exception cref="TimeZoneNotFoundException">The zone of a stored program no longer exists on this machine.</exception>
    public DateOnly DateAt(DateTimeOffset instant) => DateOnly.FromDateTime(ClockAt(instant));

    /// <summary>What the program's clocks and calendars show at an instant.</summary>
    /// <exception cref="TimeZoneNotFoundException">The zone of a stored program no longer exists on this machine.</exception>
    public DateTime ClockAt(DateTimeOffset instant) =>
        TimeZone == "UTC"
            ? instant.UtcDateTime
            : TimeZoneInfo.ConvertTime(instant, TimeZoneInfo.FindSystemTimeZoneById(TimeZone)).DateTime;
}

/// <summary>When members are told that points expire.</summary>
/// <param name="DaysAhead">Days before the last one on which they can be spent.</param>
public sealed record ExpiryNotice(int DaysAhead);

/// <summary>The life of awarded points: so many days, or so many calendar months. One of the two is set.</summary>
public sealed record Expiration
{
    public int? Days { get; init; }
    public int? Months { get; init; }

    /// <summary>The last date on which points awarded on <paramref name="awarded"/> can be spent.</summary>
    public DateOnly LastDay(DateOnly awarded) => awarded.AddMonths(Months ?? 0).AddDays(Days ?? 0);
}

/// <summary>What a redemption must satisfy. <see cref="Validation"/>, <see cref="MinimumLifetimePoints"/> and the local
/// currency concern the point of sale alone.</summary>
public sealed record RedemptionPolicy
{
    public Points MultipleOf { get; init; } = new(1);
    public Points Minimum { get; init; } = new(1);

    /// <summary>Most points in one redemption; null = no limit.</summary>
    public Points? Maximum { get; init; }

    /// <summary>How many points a member must ever have earned in the program.</summary>
    public Points MinimumLifetimePoints { get; init; }

    /// <summary>ISO 4217 code of the money that tills count in; null = the program's.</summary>
    public string? LocalCurrency { get; init; }

    /// <summary>How many units of <see cref="LocalCurrency"/> one unit of the program's currency is worth; null = it
    /// is the program's.</summary>
    public decimal? LocalRate { get; init; }
    public RedemptionValidation Validation { get; init; }

    [JsonIgnore]
    public bool NeedsCode => Validation == RedemptionValidation.Otp;

    /// <summary>How long a validation code lives, in minutes.</summary>
    public int CodeMinutes { get; init; } = 10;

    /// <summary>How many characters it has.</summary>
    public int CodeLength { get; init; } = 6;

    /// <summary>How it is sent to the member.</summary>
    public CodeChannel CodeChannel { get; init; }

    /// <summary>Why so many points cannot be redeemed at once, in a sentence; null = they can.</summary>
    public string? WhyNot(Points points) =>
        points < Minimum ? $"Must be at least {Minimum} points."
        : points > Maximum ? $"Must be at most {Maximum} points."
        : points.Value % MultipleOf.Value != 0 ? $"Must be a multiple of {MultipleOf} points."
        : null;
}

/// <summary>Whether a redemption needs a one-time code.</summary>
public enum RedemptionValidation
{
    None = 0,
    Otp = 1,
}

/// <summary>How a one-time code is sent to a member.</summary>
public enum CodeChannel
{
    /// <summary>To the mobile number and to the e-mail address, if there are both.</summary>
    Both = 0,
    Sms = 1,
    Email = 2,
}

/// <summary>What a reversal does where the world has moved on since the reversed entry.</summary>
public sealed record ReversalPolicy
{
    /// <summary>
    /// Days that points get whose bucket has expired before a reversal gives them back, counted from the reversal;
    /// 0 = they are forfeited.
    /// </summary>
    public int GraceDays { get; init; }

    /// <summary>
    /// Whether an award can be reversed after its points are spent. The balance then goes below zero and later awards
    /// fill it first; otherwise the reversal is refused.
    /// </summary>
    public bool AllowNegativeBalance { get; init; }
}

/// <summary>Another points system that keeps a program's books, and how it knows us: as its client.</summary>
public sealed record RemoteSystem
{
    /// <summary>Its root, without a slash at the end.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>Our client there.</summary>
    public required ClientId ClientId { get; init; }

    /// <summary>That client's secret, sealed by the data key for this one program.</summary>
    public required string SealedSecret { get; init; }

    /// <summary>Under which id our public key is registered there.</summary>
    public required string KeyId { get; init; }

    /// <summary>The earning rule there that our issues trigger.</summary>
    public required RuleId RuleId { get; init; }
}
