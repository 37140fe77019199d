using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Loyalty.Azure.ServiceBus;
using Loyalty.Messaging;
using Loyalty.ServiceBusServer;

namespace Loyalty.Azure.Tests.ServiceBus;

/// <summary>How the product is told of what the real client meets.</summary>
public sealed class ServiceBusFaultTests : IAsyncLifetime
{
    private const int Retries = 2;

    private readonly ServiceBusScene scene = new(
        queue => queue with { MaxBytes = 1000 },
        time: null,
        ("Retries", $"{Retries}"),
        ("CallTimeout", "00:00:20")
    );

    /// <summary>What passes and yet lasts longer than the client tries.</summary>
    public static TheoryData<string, ServerFault, int> Passing =>
        new()
        {
            { "Service Bus is busy.", ServerFault.Busy, 1 },
            { "(ServiceCommunicationProblem)", ServerFault.ConnectionLost(afterEffect: false), 1 + Retries },
            { "(GeneralError)", ServerFault.Refused("amqp:internal-error"), 1 + Retries },
            { "(ServiceTimeout)", ServerFault.Refused("com.microsoft:timeout"), 1 + Retries },
        };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await scene.DisposeAsync();

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task A_fault_that_passes_is_one_to_come_again_for(string message, ServerFault fault, int tries)
    {
        scene.Fail(ServerOperationKind.Send, fault, int.MaxValue);

        var thrown = await Assert.ThrowsAsync<UnavailableException>(SendAsync);

        Assert.Contains(message, thrown.Message, StringComparison.Ordinal);
        Assert.Equal(tries, scene.Server.Log.Of(ServerOperationKind.Send).Count);
        Assert.Empty(scene.Waiting(QueueNames.Points));
    }

    [Fact]
    public async Task A_fault_that_passes_while_the_client_tries_is_not_told()
    {
        scene.Fail(ServerOperationKind.Send, ServerFault.ConnectionLost(afterEffect: false), Retries);

        await SendAsync();

        Assert.Single(scene.Waiting(QueueNames.Points));
    }

    [Fact]
    public async Task A_busy_namespace_and_a_full_queue_get_more_time()
    {
        await scene.Queue.SendAsync(QueueNames.Points, [new OutgoingMessage("big", new string('1', 950))], default);
        var full = await Assert.ThrowsAsync<UnavailableException>(SendAsync);
        scene.Fail(ServerOperationKind.Send, ServerFault.Busy);
        var busy = await Assert.ThrowsAsync<UnavailableException>(SendAsync);

        Assert.Equal("The queue is full.", full.Message);
        Assert.Equal([TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10)], [full.RetryAfter, busy.RetryAfter]);
    }

    [Theory]
    [InlineData("amqp:not-found", ServiceBusFailureReason.MessagingEntityNotFound)]
    [InlineData("com.microsoft:entity-disabled", ServiceBusFailureReason.MessagingEntityDisabled)]
    public async Task A_fault_that_stays_is_told_as_it_is(string condition, ServiceBusFailureReason reason)
    {
        scene.Fail(ServerOperationKind.Attach, ServerFault.Refused(condition), int.MaxValue);

        var thrown = await Assert.ThrowsAsync<ServiceBusException>(SendAsync);

        Assert.Equal(reason, thrown.Reason);
        Assert.Single(scene.Server.Log.Of(ServerOperationKind.Attach));
    }

    [Fact]
    public async Task A_right_that_is_missing_is_told_at_once()
    {
        scene.Fail(ServerOperationKind.Attach, ServerFault.Refused("amqp:unauthorized-access"), int.MaxValue);

        await Assert.ThrowsAsync<UnauthorizedAccessException>(SendAsync);

        Assert.Single(scene.Server.Log.Of(ServerOperationKind.Attach));
    }

    [Theory]
    [InlineData("amqp:internal-error")]
    [InlineData("com.microsoft:timeout")]
    public async Task The_queue_is_not_ready_while_its_link_does_not_open_and_is_again_after_it(string condition)
    {
        scene.Fail(ServerOperationKind.Attach, ServerFault.Refused(condition), 1 + Retries);

        Assert.Equal("queue", scene.Readiness.Name);
        await Assert.ThrowsAsync<UnavailableException>(() => scene.Readiness.CheckAsync(default));
        await scene.Readiness.CheckAsync(default);
        Assert.Empty(scene.Server.Log.Of(ServerOperationKind.Send));
    }

    [Fact]
    public async Task A_machine_without_a_token_is_told_to_come_again()
    {
        foreach (
            var fault in new Exception[]
            {
                new AuthenticationFailedException("none"),
                new CredentialUnavailableException("none"),
            }
        )
        {
            var thrown = await Assert.ThrowsAsync<UnavailableException>(() =>
                ServiceBusFaults.GuardAsync<bool>(_ => throw fault, TimeSpan.FromMinutes(1), default)
            );

            Assert.Same(fault, thrown.InnerException);
        }
    }

    [Fact]
    public async Task A_call_without_an_answer_ends_at_its_limit()
    {
        await using var hasty = new ServiceBusScene(change: null, time: null, ("CallTimeout", "00:00:01"));
        hasty.Fail(ServerOperationKind.Send, ServerFault.Silence(afterEffect: false), int.MaxValue);

        var thrown = await Assert.ThrowsAsync<UnavailableException>(() =>
            hasty.Queue.SendAsync(QueueNames.Points, [new OutgoingMessage("a", "{}")], default)
        );

        Assert.Contains("did not answer in 00:00:01", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_not_told_of_an_outage()
    {
        scene.Fail(ServerOperationKind.Send, ServerFault.Silence(afterEffect: false), int.MaxValue);
        using var stop = new CancellationTokenSource();
        var sending = scene.Queue.SendAsync(QueueNames.Points, [new OutgoingMessage("a", "{}")], stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    private Task SendAsync() => scene.Queue.SendAsync(QueueNames.Points, [new OutgoingMessage("a", "{}")], default);
}
