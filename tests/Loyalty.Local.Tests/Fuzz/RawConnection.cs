using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Loyalty.Local.Tests.Fuzz;

/// <summary>One connection that sends bytes as they are and reads answers; opened anew when the host closes it.</summary>
internal sealed class RawConnection(Uri host) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly byte[] buffer = new byte[64 * 1024];
    private TcpClient? client;
    private int read;
    private int filled;

    /// <summary>Sends a request and reads its answer; null when the host closed the connection without one, or
    /// let nobody know for longer than anybody waits.</summary>
    /// <param name="request">The bytes of one whole request, with its length told right.</param>
    /// <param name="hasBody">Whether the answer to it may have a body (not so for HEAD).</param>
    public async Task<RawAnswer?> SendAsync(byte[] request, bool hasBody)
    {
        using var patience = new CancellationTokenSource(Patience);
        if (client is null)
        {
            client = new TcpClient { NoDelay = true };
            await client.ConnectAsync(host.Host, host.Port, patience.Token);
            (read, filled) = (0, 0);
        }

        try
        {
            await client.GetStream().WriteAsync(request, patience.Token);
        }
        catch (IOException)
        {
            // Refused before it was read to its end; the answer may be there all the same.
        }

        try
        {
            var answer = await ReadAsync(hasBody, patience.Token);
            if (answer is null || answer.Closes)
                Close();
            return answer;
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            Close();
            return null;
        }
    }

    public void Dispose() => Close();

    private void Close()
    {
        client?.Dispose();
        client = null;
    }

    private async Task<RawAnswer?> ReadAsync(bool hasBody, CancellationToken cancellationToken)
    {
        if (await LineAsync(cancellationToken) is not { } first)
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await LineAsync(cancellationToken) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }

        var status = int.Parse(first.Split(' ')[1]);
        if (!hasBody)
            return new RawAnswer(status, headers, []);
        var body = new List<byte>();
        if (headers.GetValueOrDefault("Transfer-Encoding") != "chunked")
            return await FillAsync(body, int.Parse(headers.GetValueOrDefault("Content-Length", "0")), cancellationToken)
                ? new RawAnswer(status, headers, [.. body])
                : null;
        while (await LineAsync(cancellationToken) is { } size)
        {
            var length = int.Parse(size, NumberStyles.HexNumber);
            if (!await FillAsync(body, length, cancellationToken) || await LineAsync(cancellationToken) is null)
                return null;
            if (length == 0)
                return new RawAnswer(status, headers, [.. body]);
        }

        return null;
    }

    private async Task<bool> FillAsync(List<byte> body, int length, CancellationToken cancellationToken)
    {
        for (; length > 0; length--)
        {
            if (await NextAsync(cancellationToken) is not { } next)
                return false;
            body.Add(next);
        }

        return true;
    }

    private async Task<string?> LineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (await NextAsync(cancellationToken) is { } next)
        {
            if (next == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)next);
        }

        return null;
    }

    private async ValueTask<byte?> NextAsync(CancellationToken cancellationToken)
    {
        if (read == filled)
        {
            filled = await (client ?? throw new IOException("Closed."))
                .GetStream()
                .ReadAsync(buffer, cancellationToken);
            read = 0;
            if (filled == 0)
                return null;
        }

        return buffer[read++];
    }
}
