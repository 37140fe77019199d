using System.Globalization;
using System.Text;
using Loyalty;
using Loyalty.Ledger;
using Loyalty.Ledger.Reading;
using Loyalty.Management;
using Loyalty.Management.Transactions;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace LoyaltyFunctions.Management;

/// <summary>
/// Transactions as CSV. The whole answer is put together before any of it is sent: a header says whether it was cut and
/// where to go on, and a fault half-way is a 5xx, not a file that looks complete. So its rows are limited; each is a few
/// hundred bytes.
/// </summary>
public sealed class TransactionsCsv(TransactionRegister transactions, IOptions<ManagementOptions> options)
{
    /// <summary>Says, when rows were left out, what to send as <c>cursor</c> for the rest.</summary>
    public const string NextCursorHeader = "X-Next-Cursor";

    private const string MediaType = "text/csv";
    private const int PageSize = 200;

    /// <summary>Most searches for one answer: each looks at <see cref="EntrySearch.MostLookedAt"/> entries.</summary>
    private const int MostSearches = 500;

    private static readonly string[] Columns =
    [
        "transactionId",
        "userId",
        "programId",
        "kind",
        "status",
        "code",
        "ruleId",
        "clientId",
        "requestId",
        "reference",
        "partner",
        "requested",
        "points",
        "balanceAfter",
        "buckets",
        "reverses",
        "reversed",
        "at",
        "version",
        "previousHash",
        "hash",
    ];

    /// <summary>Whether the caller would rather have CSV than JSON.</summary>
    public static bool IsWanted(HttpRequest request)
    {
        var accepted = request.GetTypedHeaders().Accept;
        return Quality(MediaType) > Quality("application/json");

        double Quality(string type) =>
            accepted
                .Where(range => range.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase))
                .Select(range => range.Quality ?? 1)
                .DefaultIfEmpty(0)
                .Max();
    }

    /// <summary>The rows, at most <see cref="ManagementOptions.CsvRows"/>; or the 400 when the cursor is not ours.</summary>
    public async Task<IResult> AnswerAsync(EntrySearch search, string? cursor, CancellationToken cancellationToken)
    {
        var csv = new StringBuilder(Csv.Row(Columns));
        var left = options.Value.CsvRows;
        var next = cursor;
        for (var searches = 0; left > 0 && searches < MostSearches; searches++)
        {
            Page<TransactionDocument> page;
            try
            {
                page = await transactions.SearchAsync(search, next, Math.Min(left, PageSize), cancellationToken);
            }
            catch (FormatException) when (cursor is not null && searches == 0)
            {
                return ManagementQuery.BadCursor();
            }

            foreach (var item in page.Items)
                csv.Append(Csv.Row(CellsOf(item)));
            left -= page.Items.Count;
            next = page.NextCursor;
            if (next is null)
                break;
        }

        var reply = Reply
            .Bytes(200, Encoding.UTF8.GetBytes(csv.ToString()), MediaType + "; charset=utf-8; header=present")
            .With(HeaderNames.ContentDisposition, "attachment; filename=\"transactions.csv\"");
        return next is null ? reply : reply.With(NextCursorHeader, next);
    }

    private static string?[] CellsOf(TransactionDocument item) =>
        [
            item.TransactionId.ToString(),
            item.UserId.Value,
            item.ProgramId.Value,
            item.Kind,
            item.Status,
            item.Code,
            item.RuleId?.Value,
            item.ClientId?.Value,
            item.RequestId?.Value,
            item.Reference,
            item.Partner,
            item.Requested.ToString(),
            item.Points.ToString(),
            item.BalanceAfter.ToString(),
            BucketsOf(item),
            item.Reverses?.ToString(),
            item.Reversed.ToString(),
            item.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture),
            item.Version.ToString(CultureInfo.InvariantCulture),
            item.PreviousHash,
            item.Hash,
        ];

    /// <summary><c>2026-12-31:-5;never:-3</c></summary>
    private static string BucketsOf(TransactionDocument item)
    {
        var text = new StringBuilder();
        foreach (var bucket in item.Buckets)
        {
            text.Append(text.Length == 0 ? "" : ";");
            text.Append(bucket.ExpirationDate?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "never");
            text.Append(':').Append(bucket.Points);
        }

        return text.ToString();
    }
}
