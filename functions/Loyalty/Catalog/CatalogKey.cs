namespace Loyalty.Catalog;

/// <summary>Where a catalog document lies: its scope (the partition: an organisation, or the client itself) and id.</summary>
public readonly record struct CatalogKey(string Scope, string Id);
