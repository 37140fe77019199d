using System.Text;

namespace Loyalty.Local.Tests.Fuzz;

/// <summary>A request on its way to be spoiled: everything in it can be replaced.</summary>
internal sealed class FuzzRequest
{
    public string Method { get; set; } = "POST";

    public string Target { get; set; } = "/points";

    /// <summary>Names and values as they stand on the wire, one byte a character.</summary>
    public List<(string Name, string Value)> Headers { get; } = [];

    public byte[] Body { get; set; } = [];

    public bool Chunked { get; set; }

    /// <summary>The first header of that name, or null.</summary>
    public string? this[string name]
    {
        get => Headers.Find(header => header.Name == name).Value;
        set
        {
            Headers.RemoveAll(header => header.Name == name);
            if (value is not null)
                Headers.Add((name, value));
        }
    }

    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        Write($"{Method} {Target} HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        foreach (var (name, value) in Headers)
            Write($"{name}: {value}\r\n");
        if (Chunked)
        {
            Write("Transfer-Encoding: chunked\r\n\r\n");
            for (var i = 0; i < Body.Length; i += 1000)
            {
                var part = Body.AsSpan(i, Math.Min(1000, Body.Length - i));
                Write($"{part.Length:x}\r\n");
                bytes.Write(part);
                Write("\r\n");
            }

            Write("0\r\n\r\n");
        }
        else
        {
            Write($"Content-Length: {Body.Length}\r\n\r\n");
            bytes.Write(Body);
        }

        return bytes.ToArray();

        void Write(string text) => bytes.Write(Encoding.Latin1.GetBytes(text));
    }
}
