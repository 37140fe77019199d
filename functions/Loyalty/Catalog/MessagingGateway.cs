namespace Loyalty.Catalog;

/// <summary>Where texts to members are posted, to be sent by SMS or e-mail from there.</summary>
/// <param name="Url">As callback URLs are.</param>
public sealed record MessagingGateway(string Url);
