namespace Loyalty.Local.Tests.Support;

/// <summary>A local host whose clock stands still until a test moves it.</summary>
public class ClockedHostFixture() : HostFixture(clocked: true)
{
    /// <summary>
    /// Moves the clock to an instant, and on from there until something has come about. On, because whoever looks at the
    /// clock just before it jumps sleeps that much too long; on the machine's clock the jump would be nothing.
    /// </summary>
    /// <param name="instant">Where to.</param>
    /// <param name="until">What shall come about.</param>
    /// <param name="look">Whether it has.</param>
    /// <param name="settle">Whether to wait for work under way first, whose lease would run out in the jump.</param>
    internal async Task MoveToAsync(DateTimeOffset instant, string until, Func<Task<bool>> look, bool settle = true)
    {
        if (settle)
            await QuietAsync();
        var jump = instant - Clock.GetUtcNow();
        Clock.Advance(jump);
        for (var i = 0; ; i++)
        {
            try
            {
                await Eventually.TrueAsync(until, look, TimeSpan.FromSeconds(2));
                return;
            }
            catch (TimeoutException) when (i < 10)
            {
                await WakeQueuesAsync();
                // A timer can only be helped by the clock. Not while a message is being worked on, however slowly: its
                // lease would run out, and it would be done twice.
                if (!settle || (i > 1 && !await IsAtWorkAsync()))
                    Clock.Advance(jump / 8);
            }
        }
    }
}
