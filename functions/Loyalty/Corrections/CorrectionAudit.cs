using System.Text.Json;
using Loyalty.Catalog;
using Loyalty.Ledger.Reading;
using Loyalty.Ledger.Rules;

namespace Loyalty.Corrections;

/// <summary>
/// Shows corrections of the books in the audit list. The ledger's own entry is the record of who did what and why, and it
/// cannot be lost; this one is derived from it alone, so it can be written after the commit, and again by whoever follows
/// the journal and does not know whether it was: it is the same record, stored once.
/// </summary>
public sealed class CorrectionAudit(ICatalog catalog)
{
    /// <summary>Whether the entry is a correction by hand: a reversal that no till made, or an adjustment of the management
    /// API.</summary>
    public static bool IsCorrection(LedgerEntry entry) =>
        entry is { Status: EntryStatus.Success, ClientId: { } by, Sale: null }
        && (
            entry.Kind == EntryKind.Reverse
            || (
                entry.Kind == EntryKind.Adjust
                && entry.RequestId is { } key
                && entry.Id == EntryId.ForAdjustment(by, key)
            )
        );

    /// <summary>Records the correction, unless that was done before.</summary>
    public Task RecordAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        if (!IsCorrection(entry) || entry.ClientId is not { } by)
            throw new ArgumentException($"Entry {entry.Id} is no correction.", nameof(entry));
        return catalog.RecordAsync(
            new AuditRecord
            {
                AuditId = entry.Id.ToString(),
                OrgId = entry.OrgId,
                At = entry.At,
                By = by,
                Action = entry.Kind == EntryKind.Reverse ? "reverse" : "adjust",
                Kind = entry.Reverses is null ? "member" : "transaction",
                Id = entry.Reverses?.ToString() ?? entry.MemberId.Value,
                After = JsonSerializer.SerializeToElement(
                    TransactionDocument.Of(entry, Points.Zero),
                    TransactionJson.Default.TransactionDocument
                ),
            },
            cancellationToken
        );
    }
}
