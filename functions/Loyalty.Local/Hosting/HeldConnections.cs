using Microsoft.AspNetCore.Connections;

namespace Loyalty.Local.Hosting;

/// <summary>
/// The connections that are open, of which there are only so many: a new one beyond closes the one on which nothing has
/// been asked for longest. So neither idle ones nor those whose request never comes to an end keep anybody out.
/// </summary>
internal sealed class HeldConnections(int most)
{
    private readonly Lock gate = new();
    private readonly LinkedList<ConnectionContext> idle = [];
    private int open;

    /// <summary>Serves a connection for as long as it lasts.</summary>
    public async Task HoldAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        var held = new Held(this, connection);
        if (!Enter(held))
            return;
        connection.Features.Set(held);
        try
        {
            await next(connection);
        }
        finally
        {
            Leave(held);
        }
    }

    private bool Enter(Held held)
    {
        ConnectionContext? closed = null;
        lock (gate)
        {
            if (open >= most)
            {
                // All are being served: the new one has to go.
                if (idle.First is not { } oldest)
                    return false;
                closed = oldest.Value;
                idle.Remove(oldest);
            }
            else
            {
                open++;
            }
            idle.AddLast(held.Place);
        }

        closed?.Abort(new ConnectionAbortedException("Idle for longest while others wait."));
        return true;
    }

    private void Leave(Held held)
    {
        lock (gate)
        {
            // One that was closed for another has left its place to that.
            if (held.Place.List is not null)
                idle.Remove(held.Place);
            else if (!held.IsServed)
                return;
            open--;
        }
    }

    /// <summary>A connection that is open.</summary>
    internal sealed class Held(HeldConnections all, ConnectionContext connection)
    {
        public LinkedListNode<ConnectionContext> Place { get; } = new(connection);

        public bool IsServed { get; private set; }

        /// <summary>A request has come in: it is not idle.</summary>
        public void Begin()
        {
            lock (all.gate)
                if (Place.List is not null)
                {
                    all.idle.Remove(Place);
                    IsServed = true;
                }
        }

        /// <summary>The request is answered.</summary>
        public void End()
        {
            lock (all.gate)
                if (IsServed)
                {
                    all.idle.AddLast(Place);
                    IsServed = false;
                }
        }
    }
}
