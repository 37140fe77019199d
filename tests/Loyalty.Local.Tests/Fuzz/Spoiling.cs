using System.Text;

namespace Loyalty.Local.Tests.Fuzz;

/// <summary>Ways to spoil a request, chosen by a seeded random.</summary>
internal static class Spoiling
{
    /// <summary>Spoils the request in one to three ways.</summary>
    public static void Apply(FuzzRequest request, Random random)
    {
        for (var i = random.Next(1, 4); i > 0; i--)
        {
            switch (random.Next(9))
            {
                case 0:
                    request.Method = Pick(SpoiledText.Methods, random);
                    break;
                case 1:
                    request.Target = Pick(SpoiledText.Targets, random);
                    break;
                case 2:
                    request.Headers.Add(
                        (Pick(SpoiledText.HeaderNames, random), Pick(SpoiledText.HeaderValues, random))
                    );
                    break;
                case 3:
                    Replace(request, random);
                    break;
                case 4:
                    request.Chunked = true;
                    break;
                default:
                    SpoilBody(request, random);
                    break;
            }
        }

        // With these the host rightly answers something else first, or waits for more.
        request.Headers.RemoveAll(header => header.Name == "Expect" && header.Value.Length > 0);
    }

    private static void Replace(FuzzRequest request, Random random)
    {
        if (request.Headers.Count == 0)
            return;
        var at = random.Next(request.Headers.Count);
        var (name, value) = request.Headers[at];
        switch (random.Next(4))
        {
            case 0:
                request.Headers.RemoveAt(at);
                break;
            case 1:
                request.Headers.Add((name, value));
                break;
            case 2:
                request.Headers[at] = (name, Pick(SpoiledText.HeaderValues, random));
                break;
            default:
                if (value.Length == 0)
                    break;
                var text = value.ToCharArray();
                text[random.Next(text.Length)] = (char)random.Next(0x20, 0x7F);
                request.Headers[at] = (name, new string(text));
                break;
        }
    }

    private static void SpoilBody(FuzzRequest request, Random random)
    {
        var body = request.Body;
        switch (random.Next(9))
        {
            case 0:
                body = new byte[random.Next(300)];
                random.NextBytes(body);
                break;
            case 1:
                for (var i = random.Next(1, 5); i > 0 && body.Length > 0; i--)
                    body[random.Next(body.Length)] = (byte)random.Next(256);
                break;
            case 2:
                body = body[..random.Next(body.Length + 1)];
                break;
            case 3:
                body = [0xEF, 0xBB, 0xBF, .. body];
                break;
            case 4:
                body = Latin($"{new string('[', random.Next(1, 5000))}{new string(']', 10)}");
                break;
            case 5:
                body = Latin(
                    $"{{\"{Pick(SpoiledText.Fields, random)}\":{Pick(SpoiledText.Values, random)},{Encoding.Latin1.GetString(body).TrimStart('{')}"
                );
                break;
            case 6:
                body = [.. body, .. new byte[random.Next(70_000)]];
                break;
            default:
                body = Latin(
                    "{"
                        + string.Join(
                            ',',
                            SpoiledText.Fields.Select(field => $"\"{field}\":{Pick(SpoiledText.Values, random)}")
                        )
                        + "}"
                );
                break;
        }

        request.Body = body;
    }

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);

    private static string Pick(string[] from, Random random) => from[random.Next(from.Length)];
}
