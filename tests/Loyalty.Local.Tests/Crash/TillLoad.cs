using System.Collections.Concurrent;
using Loyalty.Catalog;
using Loyalty.Local.Tests.PointOfSale;

namespace Loyalty.Local.Tests.Crash;

/// <summary>What a till wants, under a number of its own.</summary>
/// <param name="Number">The number.</param>
/// <param name="Customer">Whose points.</param>
/// <param name="Points">How many.</param>
/// <param name="Group">The group whose points are meant; null = the customer's own.</param>
/// <param name="TakesBack">The redemption of which they are taken back; null = it redeems.</param>
internal sealed record TillWish(string Number, Member Customer, long Points, string? Group, string? TakesBack);

/// <summary>Tills that redeem and take back as fast as they are answered, and remember every answer.</summary>
internal sealed class TillLoad(IReadOnlyList<Member> customers, IReadOnlyList<string> groups, int seed)
{
    private const int Tills = 6;
    private const string Fault = "886";

    /// <summary>What there may be not enough left for.</summary>
    private static readonly string[] TooMuch = ["813", "810", "812"];
    private readonly ConcurrentQueue<TillWish> unanswered = new();
    private int sent;

    public IReadOnlyList<Member> Customers => customers;

    /// <summary>What was done, with the redemption and the points that the answer said.</summary>
    public ConcurrentDictionary<TillWish, (string Code, string Redemption, string Points)> Done { get; } = new();

    /// <summary>What was answered otherwise than it can be.</summary>
    public ConcurrentQueue<string> Strange { get; } = new();

    /// <summary>How many points were redeemed and not taken back.</summary>
    public long Taken => Done.Keys.Sum(wish => wish.TakesBack is null ? wish.Points : -wish.Points);

    /// <summary>Sends until the host is gone. What got no answer is sent again by the next.</summary>
    public Task RunAsync(Till till) => Task.WhenAll(Enumerable.Range(0, Tills).Select(_ => WorkAsync(till)));

    /// <summary>Sends again what got no answer, until it has one.</summary>
    public async Task SettleAsync(Till till)
    {
        while (unanswered.TryDequeue(out var wish))
            Take(wish, await SendAsync(till, wish));
    }

    /// <summary>Sends one, and returns what the answer says.</summary>
    public static async Task<(string Code, string Redemption, string Points)> SendAsync(Till till, TillWish wish)
    {
        var answer = wish.TakesBack is { } redemption
            ? await till.ReverseAsync(redemption, wish.Points, reference: wish.Number)
            : await till.RedeemAsync(
                wish.Customer,
                wish.Points,
                wish.Group is { } group ? $"?user_group2_id={group}" : "",
                item => item["external_reference_number"] = wish.Number
            );
        return (answer.Code, answer.RedemptionId, answer["points_redeemed"]);
    }

    private async Task WorkAsync(Till till)
    {
        while (true)
        {
            var wish = unanswered.TryDequeue(out var again) ? again : Next();
            try
            {
                Take(wish, await SendAsync(till, wish));
            }
            catch (Exception gone) when (gone is HttpRequestException or Xunit.Sdk.XunitException)
            {
                // The host died, and a stranger may have got its port: whether it was done, nobody knows.
                unanswered.Enqueue(wish);
                return;
            }
        }
    }

    private TillWish Next()
    {
        var number = Interlocked.Increment(ref sent);
        var random = new Random(HashCode.Combine(seed, number));
        if (random.Next(4) == 0 && Done.Keys.Where(wish => wish.TakesBack is null).ToList() is { Count: > 0 } done)
        {
            var wish = done[random.Next(done.Count)];
            var part = random.NextInt64(1, wish.Points + 1);
            return new TillWish($"back-{number}", wish.Customer, part, null, Done[wish].Redemption);
        }

        var group = random.Next(groups.Count);
        var isOfGroup = random.Next(2) == 0;
        var customer = customers[isOfGroup ? (2 * group) + random.Next(4) : random.Next(customers.Count)];
        return new TillWish($"n-{number}", customer, random.Next(1, 100), isOfGroup ? groups[group] : null, null);
    }

    private void Take(TillWish wish, (string Code, string Redemption, string Points) answer)
    {
        if (answer.Code == "800")
            Done[wish] = answer;
        else if (answer.Code == Fault)
            unanswered.Enqueue(wish);
        else if (!TooMuch.Contains(answer.Code))
            Strange.Enqueue($"{wish}: {answer}");
    }
}
