namespace Loyalty;

/// <summary>How something went, as the API of the point of sale says it.</summary>
/// <param name="Code">The <c>code</c> of an <c>item_status</c>.</param>
/// <param name="Message">Its <c>message</c>; <c>&lt;X&gt;</c> stands for what points have to be a multiple of.</param>
public sealed record TillForm(int Code, string Message)
{
    /// <summary>It was done.</summary>
    public static TillForm Done { get; } = new(800, "Points Redeemed");

    /// <summary>Something went wrong that is not the till's business.</summary>
    public static TillForm Fault { get; } = new(886, "Unable to process points. Please try again later.");
}
