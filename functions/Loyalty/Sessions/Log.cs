using Microsoft.Extensions.Logging;

namespace Loyalty.Sessions;

/// <summary>What happens to sessions. Event names are API.</summary>
internal static partial class Log
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Client {ClientId} signed in at the console.")]
    public static partial void SessionStarted(this ILogger log, string clientId);

    [LoggerMessage(Level = LogLevel.Information, Message = "Client {ClientId} signed out of the console.")]
    public static partial void SessionEnded(this ILogger log, string clientId);
}
