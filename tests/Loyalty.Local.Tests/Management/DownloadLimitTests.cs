using System.Net.Http.Headers;
using Loyalty.Catalog;
using Loyalty.Identity;
using Loyalty.Ledger;
using LoyaltyFunctions.Management;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
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

    [Fact]
    public async Task A_file_too_many_is_refused_before_anything_is_read()
    {
        var client = await ManagerAsync();
        using var held = new HeldBody();
        Task[] downloads = [DownloadAsync(client, held), DownloadAsync(client, held)];

        Assert.Equal(429, await StatusOfAsync(client, HttpMethod.Get, new UnknownCursorException()));

        held.Release();
        await Task.WhenAll(downloads);
    }

    [Theory]
    [InlineData("HEAD", 200)]
    [InlineData("GET", 400)]
    [InlineData("GET", 500)]
    [InlineData("GET", 503)]
    public async Task What_is_answered_without_a_file_gives_its_place_back(string method, int status)
    {
        var client = await ManagerAsync();
        var manager = fixture.Setup.PartnerOf(client);
        using var held = new HeldBody();
        var download = DownloadAsync(client, held);
        Exception? fault = status switch
        {
            400 => new UnknownCursorException(),
            500 => new InvalidDataException("A row cannot be read."),
            503 => new UnavailableException("The store is away."),
            _ => null,
        };

        Assert.Equal(status, await StatusOfAsync(client, new HttpMethod(method), fault));

        Assert.Equal(200, (await FileAsync(manager)).Status);
        held.Release();
        await download;
    }

    [Fact]
    public async Task A_request_that_is_broken_off_gives_its_place_back()
    {
        var client = await ManagerAsync();
        using var held = new HeldBody();
        var download = DownloadAsync(client, held);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            AnswerAsync(ContextOf(Stream.Null), client, new CancellationToken(canceled: true))
        );

        Assert.Equal(200, (await FileAsync(fixture.Setup.PartnerOf(client))).Status);
        held.Release();
        await download;
    }

    [Fact]
    public async Task An_answer_that_is_never_sent_gives_its_place_back_once_its_request_has_ended()
    {
        var client = await ManagerAsync();
        using var held = new HeldBody();
        var download = DownloadAsync(client, held);
        var manager = fixture.Setup.PartnerOf(client);
        var response = new EndingResponse();
        await AnswerAsync(ContextOf(Stream.Null, response), client, default);
        Assert.Equal(429, (await FileAsync(manager)).Status);

        await response.EndAsync();

        Assert.Equal(200, (await FileAsync(manager)).Status);
        held.Release();
        await download;
    }

    /// <summary>The status of a file, while every search ends in a fault.</summary>
    private async Task<int> StatusOfAsync(Client client, HttpMethod method, Exception? fault)
    {
        try
        {
            fixture.Gate.SearchFault = fault;
            return (await FileAsync(fixture.Setup.PartnerOf(client), method)).Status;
        }
        finally
        {
            fixture.Gate.SearchFault = null;
        }
    }

    private static async Task<Answer> FileAsync(Partner partner, HttpMethod? method = null)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, Path);
        request.Headers.Accept.ParseAdd("text/csv");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", await partner.TokenAsync());
        return await partner.SendAsync(request);
    }

    private Task<Client> ManagerAsync() =>
        fixture.Setup.ClientAsync(client => client with { Scopes = [Scopes.ManageRead] });

    private async Task DownloadAsync(Client client, Stream body)
    {
        var context = ContextOf(body);
        await (await AnswerAsync(context, client, default)).ExecuteAsync(context);
    }

    private Task<IResult> AnswerAsync(HttpContext context, Client client, CancellationToken cancellationToken) =>
        fixture
            .Host.Services.GetRequiredService<TransactionsCsv>()
            .AnswerAsync(
                context,
                client.ClientId,
                new EntrySearch { OrgId = client.OrgId },
                cursor: null,
                cancellationToken
            );

    private DefaultHttpContext ContextOf(Stream body, EndingResponse? response = null)
    {
        var context = new DefaultHttpContext { RequestServices = fixture.Host.Services };
        if (response is not null)
            context.Features.Set<IHttpResponseFeature>(response);
        context.Request.Method = "GET";
        context.Response.Body = body;
        return context;
    }

    /// <summary>The response of a request that a test ends.</summary>
    private sealed class EndingResponse : HttpResponseFeature
    {
        private Func<Task> end = () => Task.CompletedTask;

        public Task EndAsync() => end();

        public override void OnCompleted(Func<object, Task> callback, object state) => end = () => callback(state);
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
