using Microsoft.Extensions.Options;

namespace Loyalty.Limits;

/// <summary>What a client may ask for in a while, so that none takes the host from the others. Only a caller that has shown
/// who it is uses up its share.</summary>
public sealed class ClientLimits(IOptions<LimitOptions> options, TimeProvider time)
{
    private readonly TokenBuckets tokens = Of(options.Value, options.Value.TokensPerSecond, time);
    private readonly TokenBuckets requests = Of(options.Value, options.Value.RequestsPerSecond, time);
    private readonly TokenBuckets management = Of(options.Value, options.Value.ManagementPerSecond, time);

    private readonly TokenBuckets tills = Of(options.Value, options.Value.TillRequestsPerSecond, time);
    private readonly TokenBuckets customers = new(
        options.Value.CustomerRequestsPerMinute / 60.0,
        options.Value.CustomerRequestsPerMinute,
        options.Value.MaxCallers,
        time
    );

    private readonly Dictionary<ClientId, int> files = [];

    /// <summary>Counts a token.</summary>
    /// <returns>Null when it may be had; else when to come again.</returns>
    public TimeSpan? TakeToken(ClientId client) => tokens.Take(client.Value);

    /// <summary>Counts a request.</summary>
    /// <param name="client">Whose.</param>
    /// <param name="isManagement">Whether it is one to the management API.</param>
    /// <returns>Null when it may go on; else when to come again.</returns>
    public TimeSpan? TakeRequest(ClientId client, bool isManagement) =>
        (isManagement ? management : requests).Take(client.Value);

    /// <summary>Counts a request of one of a client's tills; what names no till counts for the client alone.</summary>
    /// <returns>Null when it may go on; else when to come again.</returns>
    public TimeSpan? TakeFromTill(ClientId client, string? till) =>
        // No client id has a space.
        till is null
            ? null
            : tills.Take($"{client} {till}");

    /// <summary>Counts a request of any till about a customer.</summary>
    /// <returns>Null when it may go on; else when to come again.</returns>
    public TimeSpan? TakeOfCustomer(MemberKey member) => customers.Take($"{member.OrgId} {member.MemberId}");

    /// <summary>Counts a file as under way, until the place that it gets is disposed of; a second time does nothing.</summary>
    /// <returns>Null when the client has as many as it may have at once.</returns>
    public IDisposable? BeginFile(ClientId client)
    {
        lock (files)
        {
            var underWay = files.GetValueOrDefault(client);
            if (options.Value.FilesAtOnce > 0 && underWay >= options.Value.FilesAtOnce)
                return null;
            files[client] = underWay + 1;
            return new FilePlace(this, client);
        }
    }

    private static TokenBuckets Of(LimitOptions options, int perSecond, TimeProvider time) =>
        new(perSecond, perSecond * options.Burst.TotalSeconds, options.MaxCallers, time);

    private sealed class FilePlace(ClientLimits limits, ClientId client) : IDisposable
    {
        private bool isGivenBack;

        public void Dispose()
        {
            lock (limits.files)
            {
                if (isGivenBack)
                    return;
                isGivenBack = true;
                if (--limits.files[client] == 0)
                    limits.files.Remove(client);
            }
        }
    }
}
