using System.Text.Json;
using Loyalty.Catalog;
using Loyalty.Identity;

namespace Loyalty.Management;

/// <summary>Makes the records that changes are stored with.</summary>
public sealed class AuditRecords(TimeProvider time)
{
    /// <summary>A record of a change made now.</summary>
    /// <param name="by">Who asked for it.</param>
    /// <param name="action">What was done, one word.</param>
    /// <param name="kind">To what kind of thing.</param>
    /// <param name="id">To which.</param>
    /// <param name="before">As callers saw it before: no secret, and no hash of one; null = it was not.</param>
    /// <param name="after">As they see it since; null = it is no more.</param>
    public AuditRecord Of<T>(Caller by, string action, string kind, string id, T? before, T? after)
        where T : class
    {
        var now = time.GetUtcNow();
        return new AuditRecord
        {
            AuditId = FreshId.Create("audit", now),
            OrgId = by.OrgId,
            At = now,
            By = by.ClientId,
            Action = action,
            Kind = kind,
            Id = id,
            Before = ElementOf(before),
            After = ElementOf(after),
        };
    }

    private static JsonElement? ElementOf<T>(T? shown)
        where T : class =>
        shown is null ? null : JsonSerializer.SerializeToElement(shown, typeof(T), ManagementJson.Default);
}
