namespace Loyalty.Local.Tests.Support;

/// <summary>Waits for what happens by itself: looks again and again until a deadline, and never just sleeps.</summary>
internal static class Eventually
{
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    /// <summary>Looks until the answer is not null.</summary>
    public static async Task<T> GetAsync<T>(string what, Func<Task<T?>> look, TimeSpan? within = null)
        where T : class
    {
        var end = Environment.TickCount64 + (long)(within ?? Deadline).TotalMilliseconds;
        while (true)
        {
            if (await look() is { } found)
                return found;
            if (Environment.TickCount64 > end)
                throw new TimeoutException($"Did not happen in time: {what}.");
            await Task.Delay(Look);
        }
    }

    /// <summary>Looks until it is so.</summary>
    public static Task TrueAsync(string what, Func<Task<bool>> look, TimeSpan? within = null) =>
        GetAsync(what, async () => await look() ? "yes" : null, within);

    /// <summary>Looks until it is so.</summary>
    public static Task TrueAsync(string what, Func<bool> look, TimeSpan? within = null) =>
        TrueAsync(what, () => Task.FromResult(look()), within);
}
