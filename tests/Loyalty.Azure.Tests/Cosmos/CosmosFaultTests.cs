using System.Net;
using Azure.Core;
using Azure.Identity;
using Loyalty.Azure.Cosmos;
using Loyalty.Azure.Tests.Support;
using Loyalty.Contracts.Support;
using Loyalty.CosmosServer;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;
using Loyalty.Messaging;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.Tests.Cosmos;

/// <summary>A service that is busy, away, or lost on the way back.</summary>
public sealed class CosmosFaultTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(1);
    private readonly CosmosScene scene = new();
    private readonly CosmosLedgerStore store;

    public CosmosFaultTests()
    {
        store = scene.Ledger();
    }

    private static CancellationToken None => CancellationToken.None;

    private static ServerFault TimedOutAfterCommit =>
        ServerFault.Answer(HttpStatusCode.RequestTimeout, afterCommit: true);

    private static AccountKey Key => Sample.Key();

    private static LedgerBatch First => Sample.Batch(Sample.Account(Key), null, Sample.Entry(Key, "r1"));

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task A_throttled_request_is_sent_again_after_the_wait_that_was_asked_for()
    {
        Inject(ServerFault.TooManyRequests(Soon), times: 2);

        Assert.Equal(CommitOutcome.Committed, await store.CommitAsync(First, None));

        Assert.Equal(3, scene.Server.Log.Count(ServerOperation.Batch));
    }

    [Fact]
    public async Task A_token_that_cannot_be_had_is_an_outage()
    {
        var options = CosmosConnection.ClientOptions(new CosmosOptions { Direct = false });
        options.HttpClientFactory = () => new HttpClient(scene.Server, disposeHandler: false);
        using var client = new CosmosClient($"{InProcessCosmosServer.Endpoint}", new NoCredential(), options);
        var containers = new CosmosContainers(client, Options.Create(new CosmosOptions()));

        var thrown = await Assert.ThrowsAsync<UnavailableException>(() =>
            scene.Ledger(containers).LoadAsync(Key, None).AsTask()
        );

        Assert.IsType<CredentialUnavailableException>(thrown.InnerException);
    }

    [Fact]
    public async Task Throttling_without_end_is_unavailable_with_the_wait_that_was_asked_for()
    {
        Inject(ServerFault.TooManyRequests(Soon), times: int.MaxValue);

        var read = await Assert.ThrowsAsync<UnavailableException>(() => store.LoadAsync(Key, None).AsTask());
        var written = await Assert.ThrowsAsync<UnavailableException>(() => store.CommitAsync(First, None));

        Assert.Equal((Soon, Soon), (read.RetryAfter, written.RetryAfter));
        Assert.Equal(1 + 3, scene.Server.Log.Count(ServerOperation.Read));
        Assert.Equal(1 + 3, scene.Server.Log.Count(ServerOperation.Batch));
    }

    [Theory]
    [InlineData(HttpStatusCode.ServiceUnavailable)]
    [InlineData(HttpStatusCode.RequestTimeout)]
    public async Task A_service_that_is_away_is_unavailable(HttpStatusCode status)
    {
        Inject(ServerFault.Answer(status), times: int.MaxValue);

        await Assert.ThrowsAsync<UnavailableException>(() => store.LoadAsync(Key, None).AsTask());
        await Assert.ThrowsAsync<UnavailableException>(() => store.CommitAsync(First, None));
        await Assert.ThrowsAsync<UnavailableException>(() => store.PageAsync(Key, null, 10, None));
        await Assert.ThrowsAsync<UnavailableException>(() => store.DueAsync(new DateOnly(2027, 1, 1), 10, None));
        await Assert.ThrowsAsync<UnavailableException>(() => store.HoldsDueAsync(Sample.At, 10, None));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_service_that_never_answers_is_unavailable_after_the_time_that_a_call_has(bool silent)
    {
        var impatient = scene.Ledger(scene.Within(TimeSpan.FromSeconds(1)));
        await store.LoadAsync(Key, None);
        Inject(silent ? ServerFault.Silence(afterCommit: true) : ServerFault.Lost(afterCommit: true), int.MaxValue);

        await Assert.ThrowsAsync<UnavailableException>(() => impatient.CommitAsync(First, None));
        await Assert.ThrowsAsync<UnavailableException>(() => impatient.LoadAsync(Key, None).AsTask());

        scene.Server.Faults = _ => null;
        Assert.Single((await store.PageAsync(Key, null, 10, None)).Items);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_process_that_starts_while_the_account_is_away_finds_it_unavailable(bool lost)
    {
        var starting = scene.Ledger(scene.Within(TimeSpan.FromSeconds(20)));
        scene.Server.AccountFault = lost
            ? ServerFault.Lost(afterCommit: false)
            : ServerFault.Answer(HttpStatusCode.ServiceUnavailable);

        await Assert.ThrowsAsync<UnavailableException>(() => starting.LoadAsync(Key, None).AsTask());
        await Assert.ThrowsAsync<UnavailableException>(() => starting.CommitAsync(First, None));

        scene.Server.AccountFault = null;
        Assert.Equal(CommitOutcome.Committed, await starting.CommitAsync(First, None));
    }

    [Fact]
    public async Task A_refusal_that_will_not_pass_is_not_called_unavailable()
    {
        Inject(ServerFault.Answer(HttpStatusCode.Forbidden), times: int.MaxValue);

        await Assert.ThrowsAsync<CosmosException>(() => store.LoadAsync(Key, None).AsTask());
        await Assert.ThrowsAsync<InvalidOperationException>(() => store.CommitAsync(First, None));
    }

    [Fact]
    public async Task A_commit_whose_answer_is_lost_is_stored_once_and_found_to_be_a_duplicate()
    {
        Inject(TimedOutAfterCommit, times: 1);

        await Assert.ThrowsAsync<UnavailableException>(() => store.CommitAsync(First, None));

        Assert.Equal(CommitOutcome.Duplicate, await store.CommitAsync(First, None));
        Assert.Single((await store.PageAsync(Key, null, 10, None)).Items);
    }

    [Theory]
    [InlineData(true, CommitOutcome.Duplicate)]
    [InlineData(false, CommitOutcome.Committed)]
    public async Task A_commit_that_the_library_sends_again_by_itself_is_stored_once(
        bool afterCommit,
        CommitOutcome expected
    )
    {
        Inject(ServerFault.Lost(afterCommit), times: 1);

        Assert.Equal(expected, await store.CommitAsync(First, None));

        Assert.Equal(2, scene.Server.Log.Count(ServerOperation.Batch));
        Assert.Single((await store.PageAsync(Key, null, 10, None)).Items);
    }

    [Theory]
    [InlineData(0, HttpStatusCode.Conflict, CommitOutcome.Duplicate)]
    [InlineData(1, HttpStatusCode.Conflict, CommitOutcome.Stale)]
    [InlineData(1, HttpStatusCode.PreconditionFailed, CommitOutcome.Stale)]
    [InlineData(1, HttpStatusCode.NotFound, CommitOutcome.Stale)]
    public async Task The_operation_that_failed_decides_what_the_batch_met(
        int index,
        HttpStatusCode status,
        CommitOutcome expected
    )
    {
        Inject(ServerFault.Answer(status, index), times: 1);

        Assert.Equal(expected, await store.CommitAsync(First, None));

        Assert.Null(await store.LoadAsync(Key, None));
        Assert.Equal(CommitOutcome.Committed, await store.CommitAsync(First, None));
    }

    [Fact]
    public async Task A_batch_throttled_at_one_of_its_operations_is_unavailable_and_stores_nothing()
    {
        Inject(ServerFault.Answer(HttpStatusCode.TooManyRequests, 1), times: int.MaxValue);

        await Assert.ThrowsAsync<UnavailableException>(() => store.CommitAsync(First, None));

        Assert.Empty(scene.Server.Container("ledger").All());
    }

    [Fact]
    public async Task A_claim_whose_answer_is_lost_is_found_by_the_next_try()
    {
        var registry = new CosmosRequestRegistry(scene.Containers, scene.Queue);
        var message = Sample.Message("r1");
        Inject(TimedOutAfterCommit, times: 1);

        await Assert.ThrowsAsync<UnavailableException>(() => registry.ClaimAsync(message, None));

        Assert.Empty(scene.Queue.Bodies(QueueNames.Points));
        Same.Json(message, await registry.ClaimAsync(message, None));
    }

    [Fact]
    public async Task A_cancelled_call_is_cancelled_and_not_unavailable()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.CommitAsync(First, cancelled.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.LoadAsync(Key, cancelled.Token).AsTask());
    }

    private void Inject(ServerFault fault, int times) =>
        scene.Server.Faults = _ => Interlocked.Decrement(ref times) >= 0 ? fault : null;

    /// <summary>A machine without an identity.</summary>
    private sealed class NoCredential : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            throw new CredentialUnavailableException("There is no identity here.");

        public override ValueTask<AccessToken> GetTokenAsync(
            TokenRequestContext requestContext,
            CancellationToken cancellationToken
        ) => throw new CredentialUnavailableException("There is no identity here.");
    }
}
