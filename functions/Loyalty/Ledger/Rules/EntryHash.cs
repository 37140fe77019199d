using System.Buffers.Text;
using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Loyalty.Ledger.Rules;

/// <summary>
/// The hash of an entry: SHA-256, base64url, over the name of the form and every field but the hash itself. A field is
/// written as its UTF-8 length, a colon and its text; an absent one as <c>-</c>. Numbers are decimal, times are UTC ticks,
/// ids are their text, buckets are a count and then date and points of each. The fields stand in the order of the record
/// but for eight, which come last: the budget's ticket, the day for caps, the version of the rule, the partner, the value,
/// whether it is a bonus (<c>1</c>, else absent), until when points are held and, field by field, what a till said. An
/// entry with the last has the form <c>loyalty-entry-5</c>, with all eight; else one with the last but one has
/// <c>loyalty-entry-4</c>, with seven; else one with one of the three before has <c>loyalty-entry-3</c>, with six; else
/// one with a version has <c>loyalty-entry-2</c>, with the first three. Any other
/// has <c>loyalty-entry-1</c>, in which the ticket stands only where there is one, or behind it the day, which stands
/// only where there is one. So no two entries share a form, and the form does not change when JSON options do.
/// </summary>
public static class EntryHash
{
    private static readonly string[] Names =
    [
        "",
        "loyalty-entry-1",
        "loyalty-entry-2",
        "loyalty-entry-3",
        "loyalty-entry-4",
        "loyalty-entry-5",
    ];

    /// <summary>The entry with its hash filled in.</summary>
    public static LedgerEntry Seal(LedgerEntry entry) => entry with { Hash = Of(entry) };

    /// <summary>The hash that the entry must have.</summary>
    public static string Of(LedgerEntry entry)
    {
        var form = new Form(stackalloc byte[1024]);
        var version = FormOf(entry);
        form.Add(Names[version]);
        form.Add(entry.Id.Value.ToString("D"));
        form.Add((int)entry.Kind);
        form.Add((int)entry.Status);
        form.Add((int)entry.Code);
        form.Add(entry.OrgId.Value);
        form.Add(entry.MemberId.Value);
        form.Add(entry.ProgramId.Value);
        form.Add(entry.RuleId?.Value);
        form.Add(entry.ClientId?.Value);
        form.Add(entry.RequestId?.Value);
        form.Add(entry.Reference);
        form.Add(entry.Requested.Value);
        form.Add(entry.Points.Value);
        form.Add(entry.BalanceAfter.Value);
        form.Add(entry.Buckets);
        form.Add(entry.Reverses?.Value.ToString("D"));
        form.Add(entry.At.UtcTicks);
        form.Add(entry.Version);
        form.Add(entry.PreviousHash);
        form.Add(entry.ContentHash);
        form.Add(entry.TraceParent);
        if (version > 1 || entry.BudgetTicket is not null || entry.CountsOn is not null)
            form.Add(entry.BudgetTicket);
        if (version > 1 || entry.CountsOn is not null)
            form.Add(entry.CountsOn);
        if (version > 1)
            form.Add(entry.RuleVersion);
        if (version > 2)
        {
            form.Add(entry.Partner);
            form.Add(entry.Value);
            form.Add(entry.Bonus ? 1 : (long?)null);
        }
        if (version > 3)
            form.Add(entry.HeldUntil?.UtcTicks);

        if (entry.Sale is { } sale)
            form.Add(sale);

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(form.Written, hash);
        return Base64Url.EncodeToString(hash);
    }

    private static int FormOf(LedgerEntry entry) =>
        entry switch
        {
            { Sale: not null } => 5,
            { HeldUntil: not null } => 4,
            { Partner: null, Value: null, Bonus: false } => entry.RuleVersion is null ? 1 : 2,
            _ => 3,
        };

    /// <summary>A growing byte buffer that knows how fields are written.</summary>
    private ref struct Form(Span<byte> buffer)
    {
        private Span<byte> buffer = buffer;
        private int length;

        public readonly ReadOnlySpan<byte> Written => buffer[..length];

        public void Add(string? text)
        {
            if (text is null)
            {
                Reserve(1);
                buffer[length++] = (byte)'-';
                return;
            }

            var size = Encoding.UTF8.GetByteCount(text);
            Reserve(size + 12);
            size.TryFormat(buffer[length..], out var digits, default, CultureInfo.InvariantCulture);
            length += digits;
            buffer[length++] = (byte)':';
            length += Encoding.UTF8.GetBytes(text, buffer[length..]);
        }

        public void Add(long? number)
        {
            if (number is { } some)
                Add(some);
            else
                Add((string?)null);
        }

        public void Add(long number)
        {
            Span<char> text = stackalloc char[20];
            number.TryFormat(text, out var size, default, CultureInfo.InvariantCulture);
            Reserve(size + 3);
            size.TryFormat(buffer[length..], out var digits, default, CultureInfo.InvariantCulture);
            length += digits;
            buffer[length++] = (byte)':';
            length += Encoding.UTF8.GetBytes(text[..size], buffer[length..]);
        }

        public void Add(ImmutableArray<Bucket> buckets)
        {
            Add(buckets.Length);
            foreach (var bucket in buckets)
            {
                Add(bucket.ExpiresOn?.ToString("O", CultureInfo.InvariantCulture));
                Add(bucket.Points.Value);
            }
        }

        public void Add(TillSale sale)
        {
            Add(sale.Points?.Value);
            Add(sale.Worth);
            Add(sale.LocalWorth);
            Add(sale.TillId);
            Add(sale.Time);
            Add(sale.Notes);
            Add(sale.Redemption?.ToString());
            Add(sale.Shares.Length);
            foreach (var program in sale.Shares)
                Add(program.Value);
        }

        private void Reserve(int size)
        {
            if (length + size <= buffer.Length)
                return;
            var larger = new byte[Math.Max(2 * buffer.Length, length + size)];
            buffer[..length].CopyTo(larger);
            buffer = larger;
        }
    }
}
