using System.Diagnostics.CodeAnalysis;

namespace Loyalty.Identity;

/// <summary>Whether a request's token is good: the caller, or the challenge to send with a 401.</summary>
public sealed class TokenVerdict
{
    private TokenVerdict(Caller? caller, string? challenge)
    {
        Caller = caller;
        Challenge = challenge;
    }

    /// <summary>Who is calling, when the token is good.</summary>
    public Caller? Caller { get; }

    /// <summary>The <c>WWW-Authenticate</c> header to send, when it is not.</summary>
    public string? Challenge { get; }

    /// <summary>Whether there is a caller.</summary>
    [MemberNotNullWhen(true, nameof(Caller))]
    [MemberNotNullWhen(false, nameof(Challenge))]
    public bool IsGood => Caller is not null;

    internal static TokenVerdict Good(Caller caller) => new(caller, null);

    internal static TokenVerdict Refused(TokenFault fault) => new(null, BearerChallenge.Of(fault));
}
