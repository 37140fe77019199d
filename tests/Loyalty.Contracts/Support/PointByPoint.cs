namespace Loyalty.Contracts.Support;

/// <summary>
/// The ledger's promise about ageing and reversal, told again in the plainest way: an account is a heap of single
/// points, each with the last day on which it can be spent. Slow, and nothing of it is shared with the product.
/// </summary>
public sealed class PointByPoint(int lifeDays, int graceDays, int cap, int budget)
{
    /// <summary>One point that was awarded or spent; <c>LastDay</c> null = for ever.</summary>
    public sealed record Move(string Member, bool IsAward, List<DateOnly?> Points)
    {
        /// <summary>How many of its points, from the end, were taken back.</summary>
        public int Reversed { get; set; }
    }

    private readonly Dictionary<string, List<DateOnly?>> heaps = [];
    private readonly Dictionary<string, int> capUsed = [];

    /// <summary>Points that awards moved, reversals taken off.</summary>
    public int BudgetUsed { get; private set; }

    /// <summary>The points of a member by their last day, those for ever last.</summary>
    public IReadOnlyList<(DateOnly? LastDay, long Points)> Buckets(string member) =>
        [.. Heap(member).GroupBy(day => day).OrderBy(Order).Select(day => (day.Key, (long)day.Count()))];

    /// <summary>Points of earlier days than today are gone.</summary>
    public void Age(string member, DateOnly today) => Heap(member).RemoveAll(day => day < today);

    /// <summary>Awards up to the cap and the budget; null = not even one point.</summary>
    public Move? Award(string member, int points, DateOnly today)
    {
        var left = Math.Min(cap - capUsed.GetValueOrDefault(member), budget - BudgetUsed);
        var given = Math.Min(points, left);
        if (given <= 0)
            return null;
        DateOnly? lastDay = lifeDays == 0 ? null : today.AddDays(lifeDays);
        var move = new Move(member, true, [.. Enumerable.Repeat(lastDay, given)]);
        Heap(member).AddRange(move.Points);
        capUsed[member] = capUsed.GetValueOrDefault(member) + given;
        BudgetUsed += given;
        return move;
    }

    /// <summary>Spends what ends first; null = there is too little.</summary>
    public Move? Spend(string member, int points)
    {
        var heap = Heap(member);
        if (heap.Count < points)
            return null;
        var move = new Move(member, false, [.. heap.OrderBy(Order).Take(points)]);
        move.Points.ForEach(day => heap.Remove(day));
        return move;
    }

    /// <summary>Takes back the last points of a move that are not taken back yet.</summary>
    public Refusal Reverse(Move move, int points, DateOnly today)
    {
        if (points > move.Points.Count - move.Reversed)
            return Refusal.AlreadyReversed;
        var part = move.Points.SkipLast(move.Reversed).TakeLast(points).ToList();
        return move.IsAward ? TakeBack(move, part, today) : GiveBack(move, part, today);
    }

    private Refusal TakeBack(Move move, List<DateOnly?> part, DateOnly today)
    {
        var heap = Heap(move.Member);
        if (part.Exists(day => day < today))
            return Refusal.PointsExpired;
        if (heap.Count < part.Count)
            return Refusal.PointsAlreadySpent;
        foreach (var day in part)
            if (!heap.Remove(day))
                // Spent: whatever ends first has to stand in.
                heap.Remove(heap.MinBy(Order));
        capUsed[move.Member] -= part.Count;
        BudgetUsed -= part.Count;
        move.Reversed += part.Count;
        return Refusal.None;
    }

    private Refusal GiveBack(Move move, List<DateOnly?> part, DateOnly today)
    {
        foreach (var day in part)
            if (day >= today || day is null)
                Heap(move.Member).Add(day);
            else if (graceDays > 0)
                Heap(move.Member).Add(today.AddDays(graceDays));
        move.Reversed += part.Count;
        return Refusal.None;
    }

    private List<DateOnly?> Heap(string member) => heaps.TryGetValue(member, out var heap) ? heap : heaps[member] = [];

    private static DateOnly Order(DateOnly? day) => day ?? DateOnly.MaxValue;

    private static DateOnly Order(IGrouping<DateOnly?, DateOnly?> day) => Order(day.Key);
}
