using System.Text.Json.Serialization.Metadata;

namespace Loyalty.Catalog;

/// <summary>A document of the catalog and how it is stored.</summary>
/// <typeparam name="TSelf">The document itself.</typeparam>
public interface ICatalogDocument<TSelf>
    where TSelf : class, ICatalogDocument<TSelf>
{
    /// <summary>The container or kind that such documents lie in.</summary>
    static abstract string Kind { get; }

    /// <summary>Its JSON form.</summary>
    static abstract JsonTypeInfo<TSelf> Json { get; }

    /// <summary>The terms under which <see cref="ICatalog.SearchAsync{T}"/> finds it; null = documents of this kind are not
    /// searched.</summary>
    static virtual IReadOnlySet<string>? TermsOf(TSelf document) => null;

    /// <summary>Where this one lies.</summary>
    CatalogKey Key { get; }
}

/// <summary>Where a catalog document lies: its scope (the partition: an organisation, or the client itself) and id.</summary>
public readonly record struct CatalogKey(string Scope, string Id);
