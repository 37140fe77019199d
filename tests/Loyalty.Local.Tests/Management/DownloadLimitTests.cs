using System.Net.Http.Headers;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Ledger;
using LoyaltyFunctions.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Local.Tests.Management;

/// <summary>A client has but so many files under way; pages it may ask for all the same.</summary>
public sealed class DownloadLimitTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private const string Path = "/manage/transactions";

    [Fact]
    public async Task Another_file_is_refused_until_one_has_ended_and_other_clients_have_their_own()
    {
        var (client, other) = (await ManagerAsync(), fixture.Setup.PartnerOf(await ManagerAsync()));
        var manager = fixture.Setup.PartnerOf(client);
        using var first = new HeldBody();
        using var second = new HeldBody();
        var downloads = (First: DownloadAsync(client, first), Second: DownloadAsync(client, second));

        var refused = await FileAsync(manager);

        Assert.Equal((429, "too_many_requests", "5"), (refused.Status, refused.Code, refused.Header("Retry-After")));
        Assert.Equal(200, (await manager.GetAsync(Path)).Status);
        Assert.Equal(200, (await FileAsync(other)).Status);
        first.Release(new IOException("The client is gone."));
        await Assert.ThrowsAsync<IOException>(() => downloads.First);
        Assert.Equal(200, (await FileAsync(manager)).Status);
        Assert.Equal(200, (await FileAsync(manager)).Status);
        second.Release();
        await downloads.Second;
    }

    private static async Task<Answer> FileAsync(Partner partner)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Accept.ParseAdd("text/csv");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await partner.TokenAsync());
        return await partner.SendAsync(request);
    }

    private Task<Client> ManagerAsync() =>
        fixture.Setup.ClientAsync(client => client with { Scopes = [Scopes.ManageRead] });

    private async Task DownloadAsync(Client client, Stream body)
    {
        var file = await fixture
            .Host.Services.GetRequiredService<TransactionsCsv>()
            .AnswerAsync(client.ClientId, new EntrySearch { OrgId = client.OrgId }, null, default);
        var context = new DefaultHttpContext { RequestServices = fixture.Host.Services };
        context.Request.Method = "GET";
        context.Response.Body = body;
        await file.ExecuteAsync(context);
    }

    /// <summary>A client that reads nothing for a while.</summary>
    private sealed class HeldBody : MemoryStream
    {
        private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release(Exception? fault = null)
        {
            if (fault is null)
                released.SetResult();
            else
                released.SetException(fault);
        }

        public override async ValueTask WriteAsync(
            ReadOnlyMemory<byte> buffer,
            CancellationToken cancellationToken = default
        )
        {
            await released.Task;
            await base.WriteAsync(buffer, cancellationToken);
        }
    }
}
