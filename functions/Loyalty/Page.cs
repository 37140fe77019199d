namespace Loyalty;

/// <summary>A part of a longer list.</summary>
/// <param name="Items">This part.</param>
/// <param name="NextCursor">What to ask with for the next part; null = this was the last.</param>
/// <typeparam name="T">What is listed.</typeparam>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor)
{
    /// <summary>The same part, its items in another form.</summary>
    public Page<TOther> Select<TOther>(Func<T, TOther> form) => new([.. Items.Select(form)], NextCursor);
}
