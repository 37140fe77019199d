namespace Loyalty.Network;

/// <summary>
/// A fixed number of places, shared so that nobody's load shuts out the others: an organisation may take another place
/// only while it holds fewer than are free, and a client only while it holds fewer than that difference. So the busiest
/// organisation leaves half of the places and the next a quarter of them, the busiest client leaves its organisation as
/// much as it takes itself, and whoever holds none finds one until very many are busy. What comes second, such as a retry,
/// counts twice.
/// </summary>
internal sealed class FairShares(int places)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, int> organisations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> clients = new(StringComparer.Ordinal);
    private readonly LinkedList<Waiter> waiters = [];
    private int free = places;

    /// <summary>Places that nobody holds.</summary>
    public int Free
    {
        get
        {
            lock (gate)
                return free;
        }
    }

    /// <summary>A place, to be disposed of; null when the sharer has its share.</summary>
    public Place? TryEnter(Sharer sharer, bool comesSecond = false)
    {
        lock (gate)
            return TryTake(sharer, comesSecond ? 2 : 1);
    }

    /// <summary>Waits for a place, to be disposed of. The first who may have one gets it, not the first who came.</summary>
    public async ValueTask<Place> EnterAsync(Sharer sharer, CancellationToken cancellationToken)
    {
        LinkedListNode<Waiter> waiter;
        lock (gate)
        {
            if (TryTake(sharer, 1) is { } place)
                return place;
            waiter = waiters.AddLast(new Waiter(sharer));
        }

        try
        {
            return await waiter.Value.Place.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            lock (gate)
                if (waiter.List is not null)
                    waiters.Remove(waiter);
            // It may have come in the moment of giving up.
            if (waiter.Value.Place.Task.IsCompletedSuccessfully)
                (await waiter.Value.Place.Task).Dispose();
            throw;
        }
    }

    private Place? TryTake(Sharer sharer, int weight)
    {
        var ofOrganisation = organisations.GetValueOrDefault(sharer.Organisation);
        var ofClient = clients.GetValueOrDefault(sharer.Client);
        if (ofOrganisation * weight >= free || ofClient * weight >= free - ofOrganisation)
            return null;
        free--;
        organisations[sharer.Organisation] = ofOrganisation + 1;
        clients[sharer.Client] = ofClient + 1;
        return new Place(this, sharer);
    }

    private void Leave(Sharer sharer)
    {
        lock (gate)
        {
            free++;
            Decrease(organisations, sharer.Organisation);
            Decrease(clients, sharer.Client);
            for (var waiter = waiters.First; waiter is not null && free > 0; )
            {
                var next = waiter.Next;
                if (TryTake(waiter.Value.Sharer, 1) is { } place)
                {
                    waiters.Remove(waiter);
                    waiter.Value.Place.SetResult(place);
                }

                waiter = next;
            }
        }
    }

    private static void Decrease(Dictionary<string, int> counts, string name)
    {
        if (--counts[name] == 0)
            counts.Remove(name);
    }

    /// <summary>A place that is held until it is disposed of.</summary>
    internal sealed class Place(FairShares shares, Sharer sharer) : IDisposable
    {
        private int isLeft;

        /// <inheritdoc/>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref isLeft, 1) == 0)
                shares.Leave(sharer);
        }
    }

    private sealed record Waiter(Sharer Sharer)
    {
        public TaskCompletionSource<Place> Place { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
