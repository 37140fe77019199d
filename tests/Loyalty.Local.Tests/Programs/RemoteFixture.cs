namespace Loyalty.Local.Tests.Programs;

/// <summary>Two platforms on one machine, of which the near one knows the far one as any client does.</summary>
public class RemoteFixture : IAsyncLifetime
{
    private readonly HostFixture near;

    public RemoteFixture()
        : this(new NearHostFixture()) { }

    private protected RemoteFixture(HostFixture near)
    {
        this.near = near;
    }

    internal HostFixture Near => near;

    internal HostFixture Far { get; } = new();

    public async Task InitializeAsync()
    {
        await Far.InitializeAsync();
        await near.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await near.DisposeAsync();
        await Far.DisposeAsync();
    }

    /// <summary>Proves the books of both; nothing may be at work.</summary>
    internal async Task AssertProvenAsync()
    {
        await near.AssertProvenAsync();
        await Far.QuietAsync();
        await Far.AssertProvenAsync();
    }
}

/// <summary>As <see cref="RemoteFixture"/>; the near one stores in Cosmos DB.</summary>
public sealed class RemoteCosmosFixture() : RemoteFixture(new NearCosmosFixture());

/// <summary>As <see cref="RemoteFixture"/>; the near one has little patience.</summary>
public sealed class HastyFixture() : RemoteFixture(new NearHostFixture(NearHostFixture.Hasty));

/// <summary>As <see cref="RemoteCosmosFixture"/>; the near one has little patience.</summary>
public sealed class HastyCosmosFixture() : RemoteFixture(new NearCosmosFixture(NearHostFixture.Hasty));

/// <summary>A host that asks others often.</summary>
internal class NearHostFixture(params (string Name, string? Value)[] more)
    : HostFixture(
        clocked: false,
        [
            ("RemotePrograms:PollDelay", "00:00:00.020"),
            ("RemotePrograms:RetryDelay", "00:00:00.010"),
            ("RemotePrograms:MaxRetryDelay", "00:00:00.010"),
            // Only the test of the circuit breaker wants it to open.
            ("RemotePrograms:BreakAtRequests", "1000"),
            .. more,
        ]
    ),
        IAsyncDisposable
{
    public static readonly (string Name, string? Value)[] Hasty =
    [
        ("RemotePrograms:Wait", "00:00:01"),
        ("RemotePrograms:Timeout", "00:00:00.500"),
    ];

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());
}

internal sealed class NearCosmosFixture(params (string Name, string? Value)[] more) : NearHostFixture(more)
{
    protected override Task<(string Name, string Value)[]> StoreAsync() => CosmosAccount.NewDatabaseAsync();
}
