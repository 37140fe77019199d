using Azure.Identity;
using Azure.Messaging.ServiceBus;
using Loyalty.Azure.ServiceBus;
using Loyalty.Contracts.Support;
using Loyalty.Messaging;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.Tests.ServiceBus;

public sealed class ServiceBusFaultTests
{
    private readonly FakeNamespace queues = new(new ManualTimeProvider());

    public static TheoryData<string, Exception> Passing =>
        new()
        {
            { "throttled", Fault(ServiceBusFailureReason.ServiceBusy, isTransient: true) },
            { "timeout", Fault(ServiceBusFailureReason.ServiceTimeout, isTransient: true) },
            { "connection", Fault(ServiceBusFailureReason.ServiceCommunicationProblem, isTransient: true) },
            { "general", Fault(ServiceBusFailureReason.GeneralError, isTransient: true) },
            { "full", Fault(ServiceBusFailureReason.QuotaExceeded, isTransient: false) },
            { "sockets", new TimeoutException() },
            { "no token", new AuthenticationFailedException("none") },
            { "no identity", new CredentialUnavailableException("none") },
        };

    public static TheoryData<string, Exception> Lasting =>
        new()
        {
            { "no queue", Fault(ServiceBusFailureReason.MessagingEntityNotFound, isTransient: false) },
            { "disabled", Fault(ServiceBusFailureReason.MessagingEntityDisabled, isTransient: false) },
            { "size", Fault(ServiceBusFailureReason.MessageSizeExceeded, isTransient: false) },
            { "no right", new UnauthorizedAccessException() },
        };

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task A_fault_that_passes_is_one_to_come_again_for(string name, Exception fault)
    {
        queues.Faults.Enqueue(null);
        queues.Faults.Enqueue(fault);

        var thrown = await Assert.ThrowsAsync<UnavailableException>(() => SendAsync(queues.Open()));

        Assert.True(ReferenceEquals(fault, thrown.InnerException), name);
        Assert.Empty(queues.Waiting(QueueNames.Points));
    }

    [Theory]
    [MemberData(nameof(Passing))]
    public async Task The_queue_is_not_ready_then_and_is_again_after_it(string name, Exception fault)
    {
        queues.Faults.Enqueue(fault);
        var readiness = new ServiceBusReadiness(
            new ServiceBusSenders(queues.Connect()),
            Options.Create(new ServiceBusOptions())
        );

        Assert.NotEmpty(name);
        Assert.Equal("queue", readiness.Name);
        await Assert.ThrowsAsync<UnavailableException>(() => readiness.CheckAsync(default));
        await readiness.CheckAsync(default);
        Assert.Empty(queues.BatchesSent);
    }

    [Theory]
    [MemberData(nameof(Lasting))]
    public async Task A_fault_that_stays_is_told_as_it_is(string name, Exception fault)
    {
        queues.Faults.Enqueue(fault);

        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => SendAsync(queues.Open()));

        Assert.True(ReferenceEquals(fault, thrown), name);
    }

    [Fact]
    public async Task A_busy_namespace_gets_more_time()
    {
        queues.Faults.Enqueue(Fault(ServiceBusFailureReason.ServiceBusy, isTransient: true));

        var thrown = await Assert.ThrowsAsync<UnavailableException>(() => SendAsync(queues.Open()));

        Assert.Equal(TimeSpan.FromSeconds(10), thrown.RetryAfter);
    }

    [Fact]
    public async Task A_call_without_an_answer_ends_at_its_limit()
    {
        queues.Hangs = true;

        await Assert.ThrowsAsync<UnavailableException>(() => SendAsync(queues.Open(TimeSpan.FromMilliseconds(20))));
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_not_told_of_an_outage()
    {
        queues.Hangs = true;
        using var stop = new CancellationTokenSource();
        var sending = queues.Open().SendAsync(QueueNames.Points, [new OutgoingMessage("a", "{}")], stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    private static Task SendAsync(ServiceBusQueue queue) =>
        queue.SendAsync(QueueNames.Points, [new OutgoingMessage("a", "{}")], default);

    private static ServiceBusException Fault(ServiceBusFailureReason reason, bool isTransient) =>
        new(isTransient, "fault", QueueNames.Points, reason);
}
