using Loyalty.Json;

namespace LoyaltyFunctions.Management;

/// <summary>A body that is a JSON object.</summary>
/// <param name="Fields">Its fields.</param>
/// <param name="ContentHash">SHA-256 of the request's method, path and body, by which the same request sent again is
/// known.</param>
public sealed record ManagementBody(JsonFields Fields, string ContentHash);
