using System.Net;
using Loyalty.Callbacks;
using Loyalty.Catalog;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Callbacks;

/// <summary>A client with very many callbacks, and with receivers that do not answer, delays its own and nobody
/// else's.</summary>
public sealed class FairDeliveryTests : IDisposable
{
    private readonly DeliveryScene scene = new(new CallbackOptions { MaxAttempts = 96 });

    public void Dispose() => scene.Dispose();

    [Fact]
    public async Task Silent_hosts_of_one_client_hold_a_third_of_all_attempts_and_the_rest_is_put_off_at_once()
    {
        var all = Enumerable.Range(0, 1000).Select(n => scene.HandleAsync($"silent{n % 40}", $"{n}")).ToList();

        Assert.Equal(968, all.Count(attempt => attempt.IsCompletedSuccessfully));
        Assert.Equal(968, scene.Queue.Sent.Count);
        await AssertServedAsync(scene.AddClient("other", TextId.From<OrgId>("others")));
        await AssertServedAsync(scene.AddClient("neighbour", Given.Org));
        await EndAsync(all);
    }

    [Fact]
    public async Task Many_clients_of_an_organisation_leave_room_for_its_others_and_half_for_other_organisations()
    {
        var clients = Enumerable.Range(0, 10).Select(n => scene.AddClient($"client{n}", Given.Org)).ToList();
        var all = Enumerable
            .Range(0, 1000)
            .Select(n => scene.HandleAsync($"silent{n % 40}", $"{n}", clients[n % clients.Count]))
            .ToList();

        Assert.Equal(46, all.Count(attempt => !attempt.IsCompleted));
        await AssertServedAsync(scene.AddClient("neighbour", Given.Org));
        await AssertServedAsync(scene.AddClient("other", TextId.From<OrgId>("others")));
        await EndAsync(all);
    }

    [Fact]
    public async Task Retries_leave_room_for_first_attempts()
    {
        var all = Enumerable
            .Range(0, 100)
            .Select(n => scene.HandleAsync($"silent{n % 40}", $"{n}", attempt: 2))
            .ToList();
        Assert.Equal(24, all.Count(attempt => !attempt.IsCompleted));
        Assert.All(scene.Queue.Sent.Take(76), (_, n) => Assert.Equal((2, 1), (Attempt(n), PutOff(n))));

        await AssertServedAsync(CallbackSample.Client);
        await EndAsync(all);

        int Attempt(int n) => scene.Queued(n).Attempt;
        int? PutOff(int n) => scene.Queued(n).PutOff;
    }

    [Fact]
    public async Task A_share_comes_back_when_an_attempt_ends()
    {
        var first = Enumerable.Range(0, 40).Select(n => scene.HandleAsync($"silent{n}", $"{n}")).ToList();
        Assert.Equal(8, scene.Queue.Sent.Count);
        await EndAsync(first);
        var sent = scene.Queue.Sent.Count;

        var again = Enumerable.Range(0, 32).Select(n => scene.HandleAsync($"silent{n}", $"again{n}")).ToList();

        Assert.Equal(sent, scene.Queue.Sent.Count);
        await EndAsync(again);
    }

    private async Task AssertServedAsync(Client client)
    {
        var handled = scene.HandleAsync("quick", client.ClientId.Value, client);
        ScriptedReceiver.Arrival arrival;
        do arrival = await scene.Receiver.NextAsync();
        while (arrival.Host != "quick.example");
        arrival.Answer.SetResult(new HttpResponseMessage(HttpStatusCode.OK));
        await handled;
        Assert.Equal(DeliveryStatus.Delivered, scene.Log[client.ClientId.Value].Status);
    }

    /// <summary>Has the attempts that are being made end without an answer.</summary>
    private async Task EndAsync(IEnumerable<Task> all)
    {
        scene.Time.Advance(TimeSpan.FromSeconds(10));
        await Task.WhenAll(all);
    }
}
