using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Loyalty.Ledger.Rules;

namespace Loyalty.Callbacks;

/// <summary>
/// The callback of a ledger entry. Pure: an entry is immutable, so its callback has the same bytes whenever and wherever
/// it is rendered.
/// </summary>
public static class CallbackPayload
{
    private const string UnexpectedError = "Unexpected Error";

    // The body is JSON and never stands inside HTML, so member ids in any script may be written as they are.
    private static readonly JsonWriterOptions Form = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The JSON that is posted.</summary>
    /// <exception cref="ArgumentException">The entry is not the outcome of a points request.</exception>
    public static string Render(LedgerEntry entry)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, Form))
            JsonSerializer.Serialize(writer, Of(entry), CallbackJson.Default.CallbackBody);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

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
