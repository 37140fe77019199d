using Loyalty.Catalog;

namespace Loyalty.Management;

/// <summary>
/// Keeps names unique that lead to things, as a mobile number to a member. A name leads to one thing and counts only
/// while the thing has it: one that it does not have is left over from a change that broke off, and whoever wants the
/// name next takes it over.
/// </summary>
/// <remarks>
/// Name and thing are two documents that no commit holds both. What keeps them right is the order: a thing is made without
/// names; a change reads the thing first, claims new names, each with a write, replaces the thing as it was read, and
/// removes the names that it no longer needs as they were read before that. So of two changes of one thing one fails at
/// the thing; and a removal fails at a name that was claimed again meanwhile. Before a name is taken from another thing,
/// that thing is written as it is: a change of it that is under way, and had claimed the name for later, then fails.
/// </remarks>
/// <param name="store">What is stored now.</param>
/// <param name="catalog">What writes go through, so that they are in force at once.</param>
/// <param name="holderOf">The key of the thing that a name leads to.</param>
/// <param name="holds">Whether the thing has the name.</param>
internal sealed class UniqueNames<TName, THolder>(
    ICatalog store,
    CachedCatalog catalog,
    Func<TName, CatalogKey> holderOf,
    Func<THolder, TName, bool> holds
)
    where TName : class, ICatalogDocument<TName>
    where THolder : class, ICatalogDocument<THolder>
{
    private const int MostAttempts = 8;

    /// <summary>Those of the names that lead to their thing, as they are stored.</summary>
    public async Task<IReadOnlyList<Versioned<TName>>> ReadAsync(
        IEnumerable<TName> names,
        CancellationToken cancellationToken
    )
    {
        var found = new List<Versioned<TName>>();
        foreach (var name in names)
            if (await store.FindAsync<TName>(name.Key, cancellationToken) is { } stored && IsSame(stored.Value, name))
                found.Add(stored);
        return found;
    }

    /// <summary>Those of the names that are another thing's.</summary>
    public async Task<IReadOnlyList<TName>> TakenAsync(IEnumerable<TName> names, CancellationToken cancellationToken)
    {
        var taken = new List<TName>();
        foreach (var name in names)
            if (
                await store.FindAsync<TName>(name.Key, cancellationToken) is { Value: var found }
                && !IsSame(found, name)
                && await store.FindAsync<THolder>(holderOf(found), cancellationToken) is { Value: var holder }
                && holds(holder, found)
            )
                taken.Add(name);
        return taken;
    }

    /// <summary>Has all names lead to their thing; the first that is another's, or null.</summary>
    public async Task<TName?> ClaimAsync(IEnumerable<TName> names, CancellationToken cancellationToken)
    {
        foreach (var name in names)
            if (!await ClaimAsync(name, cancellationToken))
                return name;
        return null;
    }

    /// <summary>Removes names as they were read; false when one was claimed for its thing again since.</summary>
    public async Task<bool> RemoveAsync(IEnumerable<Versioned<TName>> names, CancellationToken cancellationToken)
    {
        var all = true;
        foreach (var (name, etag) in names)
            if (!await catalog.DeleteAsync<TName>(name.Key, etag, null, cancellationToken))
                all &=
                    await store.FindAsync<TName>(name.Key, cancellationToken) is not { Value: var found }
                    || !IsSame(found, name);
        return all;
    }

    private async Task<bool> ClaimAsync(TName name, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            if (await catalog.CreateAsync(name, cancellationToken) is not null)
                return true;
            if (await store.FindAsync<TName>(name.Key, cancellationToken) is not { } found)
                continue;
            if (!IsSame(found.Value, name))
            {
                var holder = await store.FindAsync<THolder>(holderOf(found.Value), cancellationToken);
                if (holder is not null && holds(holder.Value, found.Value))
                    return false;
                if (
                    holder is not null
                    && await catalog.ReplaceAsync(holder.Value, holder.ETag, cancellationToken) is null
                )
                    continue;
            }
            if (await catalog.ReplaceAsync(name, found.ETag, cancellationToken) is not null)
                return true;
        }

        throw new UnavailableException($"Gave up claiming a {TName.Kind} after {MostAttempts} conflicting writes.");
    }

    private bool IsSame(TName found, TName name) => holderOf(found) == holderOf(name);
}
