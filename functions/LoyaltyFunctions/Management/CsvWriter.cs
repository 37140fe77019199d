using System.Text;

namespace LoyaltyFunctions.Management;

/// <summary>
/// Writes CSV (RFC 4180) that is safe to open in a spreadsheet: a cell that would be taken for a formula gets an apostrophe
/// before it. Numbers are none, although some begin with a minus.
/// </summary>
internal sealed class CsvWriter
{
    private const string Formula = "=+-@\t\r\n";
    private readonly StringBuilder text = new();

    /// <summary>Adds a row; null is an empty cell.</summary>
    public void Add(IReadOnlyList<string?> cells)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            if (i > 0)
                text.Append(',');
            Add(cells[i] ?? "");
        }

        text.Append("\r\n");
    }

    /// <summary>All rows so far.</summary>
    public byte[] ToUtf8() => Encoding.UTF8.GetBytes(text.ToString());

    private void Add(string cell)
    {
        if (cell.Length > 0 && Formula.Contains(cell[0], StringComparison.Ordinal) && !IsNumber(cell))
            cell = "'" + cell;
        if (cell.AsSpan().IndexOfAny(",\"\r\n") < 0 && cell.Trim().Length == cell.Length)
            text.Append(cell);
        else
            text.Append('"').Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }

    private static bool IsNumber(string cell) =>
        cell.Length > 1 && cell[0] == '-' && !cell.AsSpan(1).ContainsAnyExceptInRange('0', '9');
}
