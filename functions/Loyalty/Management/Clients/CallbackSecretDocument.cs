namespace Loyalty.Management.Clients;

/// <summary>A new secret for <c>webhook-signature</c>, <c>whsec_…</c>, shown this once.</summary>
public sealed record CallbackSecretDocument(string CallbackSecret);
