namespace Loyalty;

/// <summary>Port: whether something the product stands on can be reached. All that are registered are asked.</summary>
public interface IReadiness
{
    /// <summary>What is asked, as one lower-case word: <c>store</c>, <c>queue</c>.</summary>
    string Name { get; }

    /// <summary>Returns when it can be reached and throws when it cannot.</summary>
    Task CheckAsync(CancellationToken cancellationToken);
}
