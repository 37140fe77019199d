using System.Globalization;
using System.Text;
using Loyalty;
using Loyalty.Ledger;
using Loyalty.Ledger.Reading;
using Loyalty.Limits;
using Loyalty.Management.Transactions;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace LoyaltyFunctions.Management;

/// <summary>
/// Transactions as CSV, all of them: page after page is read and sent, so that a file of any length costs the memory of one
/// page, and a client has but so many at once. What is wrong with the request is known before the first row. A fault
/// half-way breaks the connection off, which no client takes for a complete file.
/// </summary>
public sealed class TransactionsCsv(TransactionRegister transactions, ClientLimits limits)
{
    private const string MediaType = "text/csv";
    private const int PageSize = 200;

    // Nobody knows when a file ends; who comes too early comes again.
    private static readonly TimeSpan ComeAgain = TimeSpan.FromSeconds(5);

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

    /// <summary>All rows; or the 429 when the client has too many files under way, before anything is read; or the 400 when
    /// the cursor is not ours.</summary>
    public async Task<IResult> AnswerAsync(
        HttpContext http,
        ClientId client,
        EntrySearch search,
        string? cursor,
        CancellationToken cancellationToken
    )
    {
        if (limits.BeginFile(client) is not { } place)
            return Reply.Problem(Problem.TooMany(ComeAgain));
        // An answer that nobody comes to send gives its place back at the end of the request.
        http.Response.RegisterForDispose(place);
        try
        {
            var first = await transactions.SearchAsync(search, cursor, PageSize, cancellationToken);
            return new Answer(place, body => WriteAsync(body, search, first, cancellationToken));
        }
        catch (UnknownCursorException)
        {
            place.Dispose();
            return RequestQuery.BadCursor();
        }
        catch
        {
            place.Dispose();
            throw;
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
            // A store on this machine answers at once, and others want the thread too.
            await Task.Yield();
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

    private sealed class Answer(IDisposable place, Func<Stream, Task> write) : IResult
    {
        /// <inheritdoc/>
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            // Before the request ends: whoever has the whole file may ask for another at once.
            using (place)
                await SendAsync(httpContext);
        }

        private Task SendAsync(HttpContext httpContext)
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
