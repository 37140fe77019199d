using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty;

namespace LoyaltyFunctions.Http;

/// <summary>A problem on the wire (RFC 9457): nothing of the fault behind it, every field that is wrong.</summary>
internal sealed record ProblemDocument
{
    /// <summary>A URI that names the kind of problem; it need not lead anywhere.</summary>
    public required string Type { get; init; }
    public required string Title { get; init; }
    public required int Status { get; init; }
    public string? Detail { get; init; }

    /// <summary>One of the table of refusals.</summary>
    public required string Code { get; init; }
    public IReadOnlyList<FieldError>? Errors { get; init; }

    public static ProblemDocument Of(Problem problem)
    {
        var form = problem.Refusal.Form();
        return new ProblemDocument
        {
            Type = $"urn:loyalty:problem:{form.Code}",
            Title = form.Title,
            Status = problem.Status ?? form.Status,
            Detail = problem.Detail ?? form.Title + ".",
            Code = form.Code,
            Errors = problem.Errors.Count == 0 ? null : problem.Errors,
        };
    }
}

/// <summary>The JSON form of problem documents.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class ProblemJson : JsonSerializerContext;
