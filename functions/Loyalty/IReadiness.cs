namespace Loyalty;

/// <summary>Port: whether something the product stands on takes and gives now. All that are registered are asked.</summary>
public interface IReadiness
{
    /// <summary>What is asked, as one lower-case word: <c>store</c>, <c>queue</c>.</summary>
    string Name { get; }

    /// <summary>Returns when it is ready and throws when it is not, or does not know in time.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
