using Microsoft.Extensions.Hosting;

namespace Loyalty.Keys;

/// <summary>Opens the key file before anything of the host starts, and has the store compare it with the keys that it
/// knows.</summary>
public sealed class KeyFileKeeper(string path, KeyMemory memory, TimeProvider time)
    : IHostedLifecycleService,
        IDisposable
{
    private KeyFile? keys;

    /// <summary>The opened file.</summary>
    /// <exception cref="InvalidOperationException">The host has not started.</exception>
    public KeyFile Keys => keys ?? throw new InvalidOperationException("The key file is opened when the host starts.");

    /// <summary>Opens the file, or ends the start. Once is enough; again does nothing.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or the store knows other keys.</exception>
    /// <exception cref="UnauthorizedAccessException">Somebody else than the owner can read or write it.</exception>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (keys is not null)
            return;
        var place = $"'{Path.GetFullPath(path)}'";
        if (!File.Exists(path))
            await memory.AllowNewAsync(place, cancellationToken);
        var opened = KeyFile.Open(path, time);
        try
        {
            await memory.RequireAsync(opened.DataKey, place, cancellationToken);
        }
        catch
        {
            opened.Dispose();
            throw;
        }

        keys = opened;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => keys?.Dispose();
}
