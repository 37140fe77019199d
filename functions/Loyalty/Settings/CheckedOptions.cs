using Microsoft.Extensions.Options;

namespace Loyalty.Settings;

/// <summary>
/// The options that were checked when the host started. The framework's own would read and check them all a second time,
/// property by property, for what it checks at the start it keeps for monitors alone.
/// </summary>
internal sealed class CheckedOptions<T>(IOptionsMonitor<T> monitor) : IOptions<T>
    where T : class
{
    private T? value;

    /// <inheritdoc/>
    public T Value => value ??= monitor.CurrentValue;
}
