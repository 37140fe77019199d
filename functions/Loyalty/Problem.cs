namespace Loyalty;

/// <summary>A refusal on its way to an HTTP caller (RFC 9457), without HTTP.</summary>
public sealed record Problem
{
    public required Refusal Refusal { get; init; }

    /// <summary>One sentence more than the title; null = nothing more to say.</summary>
    public string? Detail { get; init; }

    /// <summary>Every field that is wrong.</summary>
    public IReadOnlyList<FieldError> Errors { get; init; } = [];

    /// <summary>The status, where the surface has one of its own; null = that of the refusal's form.</summary>
    public int? Status { get; init; }

    /// <summary>The <c>WWW-Authenticate</c> header of a 401 or 403.</summary>
    public string? Challenge { get; init; }

    /// <summary>How long to wait before the same may be tried again; null = nothing is known of that.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>A problem with nothing to add.</summary>
    public static implicit operator Problem(Refusal refusal) => new() { Refusal = refusal };

    /// <summary>Bad input: every field or parameter that is wrong.</summary>
    public static Problem Invalid(IReadOnlyList<FieldError> errors) =>
        new() { Refusal = Refusal.InvalidRequest, Errors = errors };

    /// <summary>More than the caller may ask for in a while.</summary>
    public static Problem TooMany(TimeSpan retryAfter) =>
        new() { Refusal = Refusal.TooManyRequests, RetryAfter = retryAfter };

    /// <summary>Not allowed in the current status.</summary>
    public static Problem IllegalStep(string why) => new() { Refusal = Refusal.IllegalStep, Detail = why };

    /// <inheritdoc cref="op_Implicit(Refusal)"/>
    public static Problem From(Refusal refusal) => refusal;
}
