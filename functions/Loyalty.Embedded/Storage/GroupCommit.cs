namespace Loyalty.Embedded;

/// <summary>
/// The one writer: everything that gathered during a commit goes into the next, so that one flush to disk serves many
/// callers. A unit finds its conflicts before it writes, hence a group first runs without savepoints; should something
/// unexpected happen midway, the group is rolled back and run again with each unit in a savepoint of its own, where the
/// bad one fails alone. No caller is told anything before the commit that carries its work is durable.
/// </summary>
internal sealed class GroupCommit
{
    private readonly SqliteSession session;
    private readonly IReadOnlyList<IGroupParticipant> participants;
    private readonly int mostPerGroup;
    private readonly WaitingWrites waiting;
    private readonly TaskCompletionSource finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Thread thread;

    public GroupCommit(SqliteSession session, EmbeddedOptions options, IReadOnlyList<IGroupParticipant> participants)
    {
        this.session = session;
        this.participants = participants;
        mostPerGroup = options.GroupSize;
        waiting = new WaitingWrites(options.WaitingWrites);
        // Flushing blocks, so the writer must not take a thread from the pool.
        thread = new Thread(Run) { IsBackground = true, Name = "Loyalty ledger writer" };
        thread.Start();
    }

    /// <summary>Runs the work in the next transaction and answers after its commit. Cancelling helps while the write
    /// waits for room; from then on its outcome is awaited.</summary>
    public async Task<TResult> WriteAsync<TState, TResult>(
        TState state,
        Func<SqliteSession, TState, TResult> work,
        CancellationToken cancellationToken
    )
    {
        var unit = new WriteUnit<TState, TResult>(state, work);
        await waiting.AddAsync(unit, cancellationToken);
        return await unit.Answer;
    }

    /// <summary>Commits what waits, then ends the writer.</summary>
    public async Task CloseAsync()
    {
        waiting.Close();
        await finished.Task;
    }

    private void Run()
    {
        var group = new List<WriteUnit>();
        while (waiting.Take(group, mostPerGroup))
        {
            Commit(group);
            // Waking hundreds of callers costs as much as their rows; the pool does it while the next group runs, which is
            // about as large.
            ThreadPool.UnsafeQueueUserWorkItem(CompleteAll, group, preferLocal: false);
            group = new List<WriteUnit>(group.Count);
        }
        Settle();
        finished.SetResult();
    }

    private void Settle()
    {
        try
        {
            var more = true;
            while (more)
            {
                session.Use("BEGIN IMMEDIATE").Run();
                more = false;
                foreach (var participant in participants)
                    more |= participant.Settle(session);
                session.Use("COMMIT").Run();
                foreach (var participant in participants)
                    participant.Committed();
            }
        }
        catch (EmbeddedStoreException)
        {
            // Everything is stored; the next opening does what could not be done now.
            TryRollBack();
        }
    }

    private static void CompleteAll(List<WriteUnit> group)
    {
        foreach (var unit in group)
            unit.Complete();
    }

    private void Commit(List<WriteUnit> group)
    {
        try
        {
            if (!TryTogether(group))
                Apart(group);
            foreach (var participant in participants)
                participant.BeforeCommit(session);
            session.RequirePlace();
            session.Use("COMMIT").Run();
            session.ClearLogIfAsked();
        }
        catch (Exception fault)
        {
            foreach (var unit in group)
                unit.Fault ??= fault;
            TryRollBack();
            return;
        }

        foreach (var participant in participants)
            participant.Committed();
    }

    private bool TryTogether(List<WriteUnit> group)
    {
        try
        {
            session.Use("BEGIN IMMEDIATE").Run();
            foreach (var unit in group)
                unit.Apply(session);
            return true;
        }
        catch (Exception) when (session.InTransaction)
        {
            RollBack();
            return false;
        }
    }

    private void Apart(List<WriteUnit> group)
    {
        session.Use("BEGIN IMMEDIATE").Run();
        foreach (var unit in group)
        {
            session.Use("SAVEPOINT unit").Run();
            foreach (var participant in participants)
                participant.BeginUnit();
            try
            {
                unit.Apply(session);
            }
            catch (Exception fault) when (session.InTransaction)
            {
                unit.Fault = fault;
                session.Use("ROLLBACK TO unit").Run();
                foreach (var participant in participants)
                    participant.UndoUnit();
            }
            session.Use("RELEASE unit").Run();
        }
    }

    private void TryRollBack()
    {
        try
        {
            RollBack();
        }
        catch (EmbeddedStoreException)
        {
            // The writer must live to tell its callers. As long as the transaction is open no other begins, so each
            // later group rolls back first, or fails and says why.
        }
    }

    private void RollBack()
    {
        foreach (var participant in participants)
            participant.RolledBack();
        if (session.InTransaction)
            session.Use("ROLLBACK").Run();
    }
}
