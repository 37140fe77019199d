namespace Loyalty.Embedded;

/// <summary>A message on its way into the table.</summary>
/// <param name="Id">The sender's name for it.</param>
/// <param name="Body">UTF-8.</param>
/// <param name="Due">From when it may be delivered.</param>
internal sealed record MessageRow(string Id, byte[] Body, DateTimeOffset Due)
{
    /// <summary>The row that it has got.</summary>
    public long Key { get; set; }
}
