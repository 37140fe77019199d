namespace Loyalty.CosmosServer;

/// <summary>One operation of a batch, as it was sent.</summary>
public sealed record BatchOperation
{
    public const int Create = 0;
    public const int Read = 2;
    public const int Delete = 4;
    public const int Replace = 5;
    public const int Upsert = 20;

    public int Type { get; set; }

    public string? Id { get; set; }

    public byte[] Body { get; set; } = [];

    public string? IfMatch { get; set; }
}
