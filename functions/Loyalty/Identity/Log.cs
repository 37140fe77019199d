using Microsoft.Extensions.Logging;

namespace Loyalty.Identity;

/// <summary>What identity reports. Event names are API.</summary>
internal static partial class Log
{
    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "Secret {Number} of client {ClientId} is stored as an unreadable hash."
    )]
    public static partial void SecretHashUnreadable(this ILogger log, string clientId, int number);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "More than {Waiting} requests wait for their client secret to be checked; one was rejected."
    )]
    public static partial void SecretChecksBusy(this ILogger log, int waiting);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Too many wrong client secrets from one address; one more was not looked at. Its turn is in {Wait}."
    )]
    public static partial void SecretsHeldBack(this ILogger log, TimeSpan wait);

    [LoggerMessage(Level = LogLevel.Information, Message = "Client {ClientId} got a token with {ScopeCount} scopes.")]
    public static partial void TokenIssued(this ILogger log, string clientId, int scopeCount);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A token request was refused: {Error}.")]
    public static partial void TokenRefused(this ILogger log, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "The authority answered with {KeyCount} keys.")]
    public static partial void AuthorityKeysRead(this ILogger log, int keyCount);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "The authority did not answer as it should; keys that are known are used on for a while."
    )]
    public static partial void AuthorityUnavailable(this ILogger log, Exception fault);
}
