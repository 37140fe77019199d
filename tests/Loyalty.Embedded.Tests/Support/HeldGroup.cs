namespace Loyalty.Embedded.Tests.Support;

/// <summary>Holds the writer inside a unit, so that what is written meanwhile gathers into one group.</summary>
internal sealed class HeldGroup
{
    private readonly ManualResetEventSlim released = new();
    private readonly TaskCompletionSource entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task<int>? unit;

    public static async Task<HeldGroup> BeginAsync(SqliteDatabase database)
    {
        var group = new HeldGroup();
        group.unit = database.WriteAsync(
            group,
            static (_, group) =>
            {
                group.entered.TrySetResult();
                group.released.Wait();
                return 0;
            },
            CancellationToken.None
        );
        await group.entered.Task;
        return group;
    }

    /// <summary>Lets the writer go on; waits for the end of the unit that held it.</summary>
    public async Task ReleaseAsync(bool committed = true)
    {
        released.Set();
        if (committed)
            await unit!;
        else
            await Assert.ThrowsAsync<EmbeddedStoreException>(() => unit!);
    }
}
