namespace Loyalty;

/// <summary>Makes outcomes of what was done; a refusal or a problem is one by itself.</summary>
public static class Outcomes
{
    /// <summary>Done.</summary>
    public static Outcome<T> Done<T>(T item, string etag)
        where T : class => new() { Item = new Versioned<T>(item, etag) };

    /// <summary>Changed, by a write that gave <paramref name="etag"/>; null = somebody else was faster.</summary>
    public static Outcome<T> Changed<T>(T item, string? etag)
        where T : class => etag is null ? Refusal.PreconditionFailed : Done(item, etag);

    /// <summary>Done before; this is how it is now.</summary>
    public static Outcome<T> Again<T>(T item, string etag)
        where T : class => Done(item, etag) with { Replayed = true };
}
