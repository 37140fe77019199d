using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Xml;

namespace LoyaltyFunctions.PointOfSale;

/// <summary>
/// JSON as XML and back, as the samples of seed 004 do it: a member is an element of its name, an item of an array an
/// <c>element</c>, and every value a text. XML that comes from outside has no document type, names nothing that would be
/// fetched, and is no deeper than allowed; attributes are not read.
/// </summary>
internal static class XmlForm
{
    private const string Item = "element";
    private const char NoCharacter = '\uFFFD';

    /// <summary>The JSON text that an XML text stands for, its outermost element being the object; null = it is not good
    /// XML, or not of this form.</summary>
    /// <param name="xml">The text, in the encoding that it names.</param>
    /// <param name="maxDepth">How deep elements may lie in each other.</param>
    public static byte[]? ToJson(byte[] xml, int maxDepth)
    {
        var settings = new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            MaxCharactersInDocument = xml.Length,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
        };
        var json = new ArrayBufferWriter<byte>();
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(xml, writable: false), settings);
            using var writer = new Utf8JsonWriter(json);
            if (reader.MoveToContent() != XmlNodeType.Element || reader.IsEmptyElement)
                return null;
            WriteValue(reader, writer, maxDepth);
            while (reader.Read()) { }
            writer.Flush();
            return json.WrittenSpan.ToArray();
        }
        catch (XmlException)
        {
            return null;
        }
    }

    /// <summary>The XML text of a JSON text.</summary>
    /// <param name="json">The JSON text: an object.</param>
    /// <param name="root">The outermost element; null = the object's only member is.</param>
    /// <param name="isSorted">Whether elements stand in the order of their names.</param>
    public static byte[] Of(byte[] json, string? root, bool isSorted)
    {
        using var document = JsonDocument.Parse(json);
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
        {
            if (root is not null)
                Write(writer, root, document.RootElement, isSorted);
            else
                foreach (var member in document.RootElement.EnumerateObject())
                    Write(writer, member.Name, member.Value, isSorted);
        }

        return bytes.ToArray();
    }

    /// <summary>Reads the element that the reader is on, and leaves it behind its end.</summary>
    private static void WriteValue(XmlReader reader, Utf8JsonWriter json, int depthLeft)
    {
        if (depthLeft == 0)
            throw new XmlException("Too deep.");
        if (reader.IsEmptyElement)
        {
            json.WriteNullValue();
            reader.Read();
            return;
        }

        reader.Read();
        var text = new StringBuilder();
        var kind = JsonTokenType.None;
        for (; reader.NodeType != XmlNodeType.EndElement; )
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                text.Append(reader.Value);
                if (!reader.Read())
                    throw new XmlException("Not closed.");
                continue;
            }

            if (kind == JsonTokenType.None)
                kind = Begin(reader, json);
            if (kind == JsonTokenType.StartObject)
                json.WritePropertyName(reader.LocalName);
            else if (reader.LocalName != Item)
                throw new XmlException("An array of different things.");
            WriteValue(reader, json, depthLeft - 1);
        }

        End(json, kind, text.ToString().Trim());
        reader.Read();
    }

    private static JsonTokenType Begin(XmlReader reader, Utf8JsonWriter json)
    {
        if (reader.LocalName == Item)
        {
            json.WriteStartArray();
            return JsonTokenType.StartArray;
        }

        json.WriteStartObject();
        return JsonTokenType.StartObject;
    }

    private static void End(Utf8JsonWriter json, JsonTokenType kind, string text)
    {
        if (kind != JsonTokenType.None && text.Length > 0)
            throw new XmlException("Text between elements.");
        if (kind == JsonTokenType.StartObject)
            json.WriteEndObject();
        else if (kind == JsonTokenType.StartArray)
            json.WriteEndArray();
        else
            json.WriteStringValue(text);
    }

    private static void Write(XmlWriter xml, string name, JsonElement value, bool isSorted)
    {
        xml.WriteStartElement(name);
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var members = value.EnumerateObject();
                foreach (
                    var member in isSorted
                        ? members.OrderBy(one => one.Name, StringComparer.Ordinal).AsEnumerable()
                        : members
                )
                    Write(xml, member.Name, member.Value, isSorted);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray())
                    Write(xml, Item, item, isSorted);
                break;
            default:
                xml.WriteString(Readable(value.ToString()));
                break;
        }

        xml.WriteEndElement();
    }

    /// <summary>The text with another character for each that XML has no form for.</summary>
    private static string Readable(string text)
    {
        var characters = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            if (rune.IsBmp ? XmlConvert.IsXmlChar((char)rune.Value) : true)
                characters.Append(rune);
            else
                characters.Append(NoCharacter);
        return characters.ToString();
    }
}
