namespace Loyalty.Management.Members;

/// <summary>Port, where a store has such a thing: what it still keeps of documents that were replaced or removed.</summary>
public interface IResidue
{
    /// <summary>Clears it: once this returns, no file of the store has any of that text.</summary>
    Task ClearAsync(CancellationToken cancellationToken);
}
