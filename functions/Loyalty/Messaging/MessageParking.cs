using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Loyalty.Messaging;

/// <summary>Parks messages that can never be handled, so that they are seen and do not come again and again.</summary>
public sealed partial class MessageParking(IParking parking, TimeProvider time, ILogger<MessageParking> logger)
{
    /// <summary>Parks a message. The same message parked again, after a redelivery, is the same one.</summary>
    /// <param name="queue">Where it came from and goes when a person retries it.</param>
    /// <param name="body">As it was received.</param>
    /// <param name="reason">One line that is safe to show.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task ParkAsync(string queue, string body, string reason, CancellationToken cancellationToken)
    {
        Parked(logger, queue, reason);
        Telemetry.MessagesParked.Add(1);
        return parking.ParkAsync(
            new ParkedMessage
            {
                ParkedId = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(queue + '\n' + body)))[..32],
                Queue = queue,
                Body = body,
                Reason = reason,
                ParkedAt = time.GetUtcNow(),
            },
            cancellationToken
        );
    }

    [LoggerMessage(500, LogLevel.Warning, "A message of {Queue} was parked: {Reason}")]
    private static partial void Parked(ILogger logger, string queue, string reason);
}
