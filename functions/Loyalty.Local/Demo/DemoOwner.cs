namespace Loyalty.Local.Demo;

/// <summary>The demo organisation's owner.</summary>
public sealed record DemoOwner
{
    public required ClientId ClientId { get; init; }
    public required string ClientSecret { get; init; }
}
