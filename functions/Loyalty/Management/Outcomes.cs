namespace Loyalty.Management;

/// <summary>Makes outcomes.</summary>
public static class Outcomes
{
    /// <summary>Done.</summary>
    public static Outcome<T> Done<T>(T item, string etag)
        where T : class => new() { Item = new Versioned<T>(item, etag) };

    /// <summary>Done before; this is how it is now.</summary>
    public static Outcome<T> Again<T>(T item, string etag)
        where T : class => Done(item, etag) with { Replayed = true };

    /// <summary>Not done.</summary>
    public static Outcome<T> Refused<T>(Problem problem)
        where T : class => new() { Problem = problem };

    /// <summary>Not done, for the fields that are wrong.</summary>
    public static Outcome<T> Invalid<T>(IReadOnlyList<FieldError> errors)
        where T : class => Refused<T>(new Problem { Refusal = Refusal.InvalidRequest, Errors = errors });
}
