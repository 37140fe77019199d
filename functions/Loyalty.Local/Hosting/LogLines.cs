using Microsoft.Extensions.Logging;

namespace Loyalty.Local.Hosting;

/// <summary>The log as lines on the console.</summary>
internal static class LogLines
{
    /// <summary>One line an event: time, level, source, trace id, text.</summary>
    public static void AddLines(this ILoggingBuilder logging)
    {
        logging.Configure(factory => factory.ActivityTrackingOptions = ActivityTrackingOptions.TraceId);
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.IncludeScopes = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        logging.AddFilter("Microsoft", LogLevel.Warning);
        // What keeps the host from starting is thrown as well, and said by whoever starts it.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
    }
}
