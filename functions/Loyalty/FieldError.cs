namespace Loyalty;

/// <summary>What is wrong with one field.</summary>
/// <param name="Field">Its name in the body, or its query or path parameter.</param>
/// <param name="Code">A fixed word: <c>required</c>, <c>type</c>, <c>range</c>, <c>length</c>, <c>format</c>,
/// <c>duplicate</c>, <c>not_allowed</c>.</param>
/// <param name="Message">One sentence that repeats nothing of the value.</param>
public sealed record FieldError(string Field, string Code, string Message);
