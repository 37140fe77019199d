using System.Collections.Concurrent;

namespace Loyalty.Local.Tests.Crash;

/// <summary>Partners that send signed requests as fast as they are answered, and remember every answer.</summary>
internal sealed class CrashLoad(IReadOnlyList<string> members, string callbackUrl, int seed)
{
    private const int Workers = 8;
    private readonly ConcurrentQueue<PointsBody> unanswered = new();
    private int sent;

    /// <summary>Every request that was answered 202, with its transaction.</summary>
    public ConcurrentDictionary<string, (PointsBody Body, string TransactionId)> Accepted { get; } = new();

    /// <summary>What was answered in any other way.</summary>
    public ConcurrentQueue<string> Refused { get; } = new();

    /// <summary>Sends until the host is gone. What got no answer is sent again by the next.</summary>
    public Task RunAsync(Partner partner) =>
        Task.WhenAll(Enumerable.Range(0, Workers).Select(worker => WorkAsync(partner, worker)));

    /// <summary>Sends again what got no answer.</summary>
    public async Task SettleAsync(Partner partner)
    {
        while (unanswered.TryDequeue(out var body))
            Take(body, await partner.SendAsync(body, SignatureForm.Header));
    }

    private async Task WorkAsync(Partner partner, int worker)
    {
        while (true)
        {
            var body = unanswered.TryDequeue(out var again) ? again : Next(worker);
            try
            {
                var answer = await partner.SendAsync(body, SignatureForm.Header);
                // A stranger who has got the dead host's port knows neither our token nor our paths.
                if (answer.Status is not (401 or 404 or 405))
                {
                    Take(body, answer);
                    continue;
                }
            }
            catch (HttpRequestException)
            {
                // The host died: whether it had accepted the request, nobody knows.
            }

            unanswered.Enqueue(body);
            return;
        }
    }

    private PointsBody Next(int worker)
    {
        var number = Interlocked.Increment(ref sent);
        var random = new Random(HashCode.Combine(seed, number));
        var rule = random.Next(3) == 0 ? "demo-redeem" : "demo-earn";
        return new PointsBody(members[random.Next(members.Count)], rule, random.Next(1, 100), $"{worker}-{number}")
        {
            CallbackUrl = callbackUrl,
        };
    }

    private void Take(PointsBody body, Answer answer)
    {
        if (answer.Status == 202)
            Accepted[body.RequestId] = (body, answer.Field("transactionId")!);
        else if (answer.Code != "insufficient_balance")
            Refused.Enqueue(answer.ToString());
    }
}
