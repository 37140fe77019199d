using System.Text;

namespace Loyalty.Local.Tests.Management;

/// <summary>Reads CSV by the grammar of RFC 4180, and refuses what is not it.</summary>
internal static class Csv
{
    public static List<List<string>> Parse(string text)
    {
        var rows = new List<List<string>>();
        var row = new List<string>();
        for (var at = 0; at < text.Length; )
        {
            row.Add(Cell(text, ref at));
            if (at < text.Length && text[at] == ',')
            {
                at++;
                continue;
            }

            if (!text.AsSpan(at).StartsWith("\r\n"))
                throw new FormatException($"A row does not end at {at}.");
            at += 2;
            rows.Add(row);
            row = [];
        }

        return row.Count == 0 ? rows : throw new FormatException("The last row does not end.");
    }

    private static string Cell(string text, ref int at)
    {
        var cell = new StringBuilder();
        if (at < text.Length && text[at] == '"')
        {
            for (at++; ; at++)
            {
                if (text[at] != '"')
                    cell.Append(text[at]);
                else if (at + 1 < text.Length && text[at + 1] == '"')
                    cell.Append(text[at++]);
                else
                    break;
            }

            at++;
            return cell.ToString();
        }

        for (; at < text.Length && text[at] is not (',' or '\r' or '\n'); at++)
            cell.Append(text[at] == '"' ? throw new FormatException("A quote in a bare cell.") : text[at]);
        return cell.ToString();
    }
}
