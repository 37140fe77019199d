using System.Text.Json;
using System.Xml.Linq;

namespace Loyalty.Local.Tests.PointOfSale;

/// <summary>The answer to a till, in either form: one for each item.</summary>
internal sealed record TillAnswers(Answer Answer, IReadOnlyList<TillAnswer> Items)
{
    /// <summary>The answer to the only item.</summary>
    public TillAnswer Only => Assert.Single(Items);

    public static TillAnswers Of(Answer answer)
    {
        Assert.True(answer.Status == 200, answer.ToString());
        if (answer.ContentType!.StartsWith("application/xml", StringComparison.Ordinal))
        {
            var xml = XDocument.Parse(answer.Text);
            var points =
                xml.Descendants("code").FirstOrDefault(one => one.HasElements) ?? xml.Descendants("points").First();
            var several = points.Elements("element").ToList();
            return new(
                answer,
                [.. (several.Count > 0 ? several : [points]).Select(one => new TillAnswer(answer, Texts(one)))]
            );
        }

        var response = answer.Json.GetProperty("response");
        var json = response.TryGetProperty("validation_code", out var issued)
            ? issued.GetProperty("code")
            : response.GetProperty("responses").GetProperty("points");
        return new(
            answer,
            json.ValueKind == JsonValueKind.Array
                ? [.. json.EnumerateArray().Select(one => new TillAnswer(answer, Texts(one)))]
                : [new TillAnswer(answer, Texts(json))]
        );
    }

    private static Dictionary<string, string> Texts(XElement element) =>
        element
            .Descendants()
            .Where(one => !one.HasElements)
            .GroupBy(one => PathOf(one, element))
            .ToDictionary(one => one.Key, one => one.First().Value);

    private static string PathOf(XElement element, XElement root) =>
        element.Parent == root ? element.Name.LocalName : $"{PathOf(element.Parent!, root)}.{element.Name.LocalName}";

    private static Dictionary<string, string> Texts(JsonElement json)
    {
        var texts = new Dictionary<string, string>();
        Add(json, "");
        return texts;

        void Add(JsonElement value, string path)
        {
            if (value.ValueKind == JsonValueKind.Object)
                foreach (var member in value.EnumerateObject())
                    Add(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}");
            else if (value.ValueKind == JsonValueKind.Array)
                foreach (var item in value.EnumerateArray())
                    Add(item, $"{path}.element");
            else
                texts.TryAdd(path, value.ToString());
        }
    }
}

/// <summary>The answer to one item: every text in it by its path.</summary>
internal sealed record TillAnswer(Answer Answer, IReadOnlyDictionary<string, string> Texts)
{
    public string this[string path] => Texts.TryGetValue(path, out var text) ? text : $"no {path} in {Answer}";

    public string Code => this["item_status.code"];

    public string Message => this["item_status.message"];

    public string RedemptionId => this["redemption_id"];

    public override string ToString() => Answer.ToString();
}
