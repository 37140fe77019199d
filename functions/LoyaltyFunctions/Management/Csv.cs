namespace LoyaltyFunctions.Management;

/// <summary>
/// CSV (RFC 4180) that is safe to open in a spreadsheet: a cell that would be taken for a formula gets an apostrophe before
/// it, and so does one that begins with an apostrophe, so that taking the first one off always gives the text back. Negative
/// numbers are not formulas.
/// </summary>
public static class Csv
{
    /// <summary>What a file begins with. Without it, Excel takes UTF-8 for the machine's old code page.</summary>
    public const string ByteOrderMark = "\uFEFF";

    private const string Escaped = "'=+-@\t\r\n";

    /// <summary>A row with its line end; null is an empty cell.</summary>
    public static string Row(IEnumerable<string?> cells) =>
        string.Join(',', cells.Select(cell => Written(cell ?? ""))) + "\r\n";

    private static string Written(string cell)
    {
        if (cell.Length > 0 && Escaped.Contains(cell[0], StringComparison.Ordinal) && !IsNumber(cell))
            cell = "'" + cell;
        return cell.AsSpan().IndexOfAny(",\"\r\n") < 0 && cell.Trim().Length == cell.Length
            ? cell
            : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static bool IsNumber(string cell) =>
        cell.Length > 1 && cell[0] == '-' && !cell.AsSpan(1).ContainsAnyExceptInRange('0', '9');
}
