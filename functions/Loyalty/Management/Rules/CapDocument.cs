using Loyalty.Catalog;
using Loyalty.Json;

namespace Loyalty.Management.Rules;

/// <summary>A cap as callers see it.</summary>
/// <param name="Points">Most points.</param>
/// <param name="Period"><c>request</c>, <c>day</c>, <c>week</c>, <c>month</c>, <c>year</c> or <c>lifetime</c>.</param>
public sealed record CapDocument(Points Points, string Period)
{
    internal static CapDocument Of(Cap cap) => new(cap.Points, Words.Of(cap.Period));
}
