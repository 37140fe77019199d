using Loyalty.Signing;
using Microsoft.Extensions.Logging;

namespace Loyalty.Azure.KeyVault;

/// <summary>The log events of the key ring. Their names and numbers are API.</summary>
internal static partial class Log
{
    [LoggerMessage(
        4001,
        LogLevel.Information,
        "The platform's first keys were made and stored.",
        EventName = "KeysMade"
    )]
    public static partial void KeysMade(ILogger logger);

    [LoggerMessage(
        4002,
        LogLevel.Critical,
        "The platform's keys cannot be loaded with the vault {Vault}; the start ends here.",
        EventName = "KeysNotLoaded"
    )]
    public static partial void KeysNotLoaded(ILogger logger, Exception fault, Uri? vault);

    [LoggerMessage(
        4003,
        LogLevel.Warning,
        "The catalog did not answer whether there are new keys; those in memory serve on.",
        EventName = "KeysNotRefreshed"
    )]
    public static partial void KeysNotRefreshed(ILogger logger, Exception fault);

    [LoggerMessage(
        4004,
        LogLevel.Error,
        "The keys in the catalog cannot be used; those in memory serve on, but the next start will fail.",
        EventName = "KeysUnusable"
    )]
    public static partial void KeysUnusable(ILogger logger, Exception fault);

    [LoggerMessage(
        4005,
        LogLevel.Information,
        "There is a new key for {Use}; old keys distrusted: {Distrusted}.",
        EventName = "KeyRotated"
    )]
    public static partial void KeyRotated(ILogger logger, KeyUse use, bool distrusted);

    [LoggerMessage(
        4006,
        LogLevel.Information,
        "The data key is wrapped by version {Version} of the vault's key now.",
        EventName = "DataKeyRewrapped"
    )]
    public static partial void DataKeyRewrapped(ILogger logger, string version);

    [LoggerMessage(
        4007,
        LogLevel.Warning,
        "The data key could not be wrapped by the vault's new version; the next start tries again.",
        EventName = "DataKeyNotRewrapped"
    )]
    public static partial void DataKeyNotRewrapped(ILogger logger, Exception fault);
}
