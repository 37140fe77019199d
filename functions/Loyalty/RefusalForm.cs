namespace Loyalty;

/// <summary>What a refusal looks like outside.</summary>
/// <param name="Code">The <c>code</c> of a problem document.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">One line for people; the problem's <c>title</c>.</param>
/// <param name="CallbackMessage">The callback's <c>errorMessage</c>; null when it can never be the fate of an accepted
/// request.</param>
/// <param name="Retryable">Whether the same request can succeed later without anybody changing anything.</param>
public sealed record RefusalForm(string Code, int Status, string Title, string? CallbackMessage, bool Retryable);
