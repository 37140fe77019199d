using System.Globalization;
using System.Text;
using Loyalty;
using Loyalty.Ledger;
using Loyalty.Ledger.Reading;
using Loyalty.Management.Transactions;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace LoyaltyFunctions.Management;

/// <summary>
/// Transactions as CSV, all of them: page after page is read and sent, so that a file of any length costs the memory of one
/// page. What is wrong with the request is known before the first row. A fault half-way breaks the connection off, which
/// no client takes for a complete file.
/// </summary>
public sealed class TransactionsCsv(TransactionRegister transactions)
{
    private const string MediaType = "text/csv";
    private const int PageSize = 200;

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
        "heldUntil",
        "till.tillId",
        "till.time",
        "till.notes",
        "till.worth",
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

    /// <summary>All rows; or the 400 when the cursor is not ours.</summary>
    public async Task<IResult> AnswerAsync(EntrySearch search, string? cursor, CancellationToken cancellationToken)
    {
        try
        {
            var first = await transactions.SearchAsync(search, cursor, PageSize, cancellationToken);
            return new Answer(body => WriteAsync(body, search, first, cancellationToken));
        }
        catch (UnknownCursorException)
        {
            return RequestQuery.BadCursor();
        }
    }

    private async Task WriteAsync(
        Stream body,
        EntrySearch search,
        Page<TransactionDocument> page,
        CancellationToken cancellationToken
    )
    {
        await body.WriteAsync(Encoding.UTF8.GetBytes(Csv.ByteOrderMark + Csv.Row(Columns)), cancellationToken);
        while (true)
        {
            var rows = string.Concat(page.Items.Select(item => Csv.Row(CellsOf(item))));
            await body.WriteAsync(Encoding.UTF8.GetBytes(rows), cancellationToken);
            await body.FlushAsync(cancellationToken);
            if (page.NextCursor is not { } next)
                return;
            page = await transactions.SearchAsync(search, next, PageSize, cancellationToken);
        }
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
            Text(item.At),
            item.Version.ToString(CultureInfo.InvariantCulture),
            item.PreviousHash,
            item.Hash,
            item.HeldUntil is { } until ? Text(until) : null,
            item.Till?.TillId,
            item.Till?.Time,
            item.Till?.Notes,
            item.Till?.Worth,
        ];

    private static string Text(DateTimeOffset at) =>
        at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

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

    private sealed class Answer(Func<Stream, Task> write) : IResult
    {
        /// <inheritdoc/>
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var response = httpContext.Response;
            response.ContentType = MediaType + "; charset=utf-8; header=present";
            response.Headers.ContentDisposition = "attachment; filename=\"transactions.csv\"";
            response.Headers.XContentTypeOptions = "nosniff";
            response.Headers.CacheControl = "no-store";
            TransportSecurity.Demand(httpContext);
            return HttpMethods.IsHead(httpContext.Request.Method) ? Task.CompletedTask : write(response.Body);
        }
    }
}
