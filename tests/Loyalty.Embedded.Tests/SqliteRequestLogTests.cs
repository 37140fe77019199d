using Loyalty.Contracts;
using Loyalty.Contracts.Support;
using Loyalty.Embedded.Tests.Support;
using Loyalty.RequestLog;

namespace Loyalty.Embedded.Tests;

public sealed class SqliteRequestLogTests : RequestLogContract, IAsyncLifetime
{
    private readonly DataFolder folder = new();

    protected override ManualTimeProvider Clock => folder.Time;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await folder.DisposeAsync();

    protected override Task<IRequestLog> OpenAsync() =>
        Task.FromResult<IRequestLog>(new SqliteRequestLog(folder.Database));

    protected override async Task<IRequestLog> ReopenAsync()
    {
        await folder.CloseAsync();
        return await OpenAsync();
    }

    protected override void Settle() { }

    protected override void AssertGone(IRequestLog log)
    {
        Assert.Equal(1, folder.Database.Writing.ReadInt64("SELECT count(*) FROM request_log"));
        Assert.Equal(1, folder.Database.Writing.ReadInt64("SELECT count(DISTINCT seq) FROM request_terms"));
    }
}
