namespace Loyalty.Embedded;

/// <summary>Memory that must say the same as the database, whichever way a transaction ends. Called by the
/// writer.</summary>
internal interface IGroupParticipant
{
    /// <summary>Remembers this point for <see cref="UndoUnit"/>.</summary>
    void BeginUnit();

    /// <summary>Forgets everything since <see cref="BeginUnit"/>.</summary>
    void UndoUnit();

    /// <summary>The last work inside the transaction.</summary>
    void BeforeCommit(SqliteSession session);

    /// <summary>The transaction is durable; nobody has been told yet.</summary>
    void Committed();

    /// <summary>Nothing of the transaction is stored.</summary>
    void RolledBack();

    /// <summary>Before the file is closed: brings the database up to date in a transaction of its own; false when there
    /// was nothing left. Called until then.</summary>
    bool Settle(SqliteSession session);
}
