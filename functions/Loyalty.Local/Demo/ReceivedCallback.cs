namespace Loyalty.Local.Demo;

/// <summary>A callback as it arrived.</summary>
/// <param name="Body">Its JSON.</param>
/// <param name="Signature">What its <c>Signature</c> is worth, in words.</param>
/// <param name="Webhook">What its <c>webhook-signature</c> is worth, in words.</param>
/// <param name="IsGood">Whether it can be believed.</param>
public sealed record ReceivedCallback(string Body, string Signature, string Webhook, bool IsGood);
