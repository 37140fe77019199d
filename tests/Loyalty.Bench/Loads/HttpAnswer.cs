using System.Buffers.Text;

namespace Loyalty.Bench.Loads;

/// <summary>Reads just enough of an HTTP/1.1 answer to know its status and where it ends.</summary>
internal static class HttpAnswer
{
    /// <summary>Whether there is more to come of one answer.</summary>
    /// <param name="received">All bytes of it so far.</param>
    /// <param name="status">Its status code, once it is whole.</param>
    /// <exception cref="FormatException">It is no answer whose end can be known.</exception>
    public static bool IsPartial(ReadOnlySpan<byte> received, out int status)
    {
        status = 0;
        var headEnd = received.IndexOf("\r\n\r\n"u8);
        if (headEnd < 0)
            return true;
        var head = received[..headEnd];
        if (!head.StartsWith("HTTP/1.1 "u8) || !Utf8Parser.TryParse(head[9..], out status, out _))
            throw new FormatException("Not an HTTP answer.");
        return !IsWholeBody(head, received[(headEnd + 4)..]);
    }

    private static bool IsWholeBody(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        var length = "\r\nContent-Length: "u8;
        var at = head.IndexOf(length);
        if (at >= 0 && Utf8Parser.TryParse(head[(at + length.Length)..], out int bytes, out _))
            return body.Length >= bytes;
        if (head.IndexOf("\r\nTransfer-Encoding: chunked"u8) >= 0)
            return body.EndsWith("0\r\n\r\n"u8);
        throw new FormatException("The answer does not tell its length.");
    }
}
