using System.Globalization;
using System.Text;
using Loyalty.Json;
using Loyalty.Ledger.Rules;

namespace Loyalty.Callbacks;

/// <summary>
/// The callback of a ledger entry. Pure: an entry is immutable, so its callback has the same bytes whenever and wherever
/// it is rendered.
/// </summary>
public static class CallbackPayload
{
    private const string UnexpectedError = "Unexpected Error";

    /// <summary>The JSON that is posted.</summary>
    /// <exception cref="ArgumentException">The entry is not the outcome of a points request.</exception>
    public static string Render(LedgerEntry entry) =>
        Encoding.UTF8.GetString(JsonText.Write(Of(entry), CallbackJson.Default.CallbackBody));

    /// <summary>The fields, without their form.</summary>
    /// <exception cref="ArgumentException">The entry is not the outcome of a points request.</exception>
    public static CallbackBody Of(LedgerEntry entry)
    {
        if (entry is not { ClientId: { } client, RequestId: { } request, RuleId: { } rule })
            throw new ArgumentException($"Entry {entry.Id} did not come from a points request.", nameof(entry));

        var posted = entry.Status == EntryStatus.Success;
        return new CallbackBody
        {
            Action = ActionOf(entry),
            ClientId = client,
            UserId = entry.MemberId,
            RequestId = request,
            RuleId = rule,
            Point = posted ? AbsoluteOf(entry.Points) : null,
            TransactionId = posted ? entry.Id : null,
            Timestamp = entry.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture),
            Status = posted ? "success" : "failed",
            ErrorMessage = posted ? null : MessageOf(entry.Code),
        };
    }

    private static string ActionOf(LedgerEntry entry) =>
        entry.Kind switch
        {
            EntryKind.Earn => "point_earn",
            EntryKind.Redeem => "point_burn",
            _ => throw new ArgumentException($"A callback cannot tell of {entry.Kind}.", nameof(entry)),
        };

    private static Points AbsoluteOf(Points points) => points < Points.Zero ? -points : points;

    private static string MessageOf(Refusal code) =>
        (code == Refusal.None ? null : code.Form().CallbackMessage) ?? UnexpectedError;
}
