using Microsoft.Extensions.Logging;

namespace Loyalty.Ownership;

/// <summary>The log events of the setup.</summary>
internal static partial class Log
{
    [LoggerMessage(600, LogLevel.Warning, "The setup token created the owner {ClientId} of {OrgId}.")]
    public static partial void OwnerCreated(ILogger logger, string clientId, string orgId);

    [LoggerMessage(601, LogLevel.Warning, "A wrong setup token was tried.")]
    public static partial void WrongToken(ILogger logger);
}
