using System.Text;
using SQLitePCL;

namespace Loyalty.Embedded;

/// <summary>
/// A prepared statement that is kept and bound anew for each use. Disposing ends the use, not the statement: the cursor
/// is closed, so that no read transaction stays open. Parameters count from 1, columns from 0.
/// </summary>
internal sealed class Statement(SqliteSession session, sqlite3_stmt handle) : IDisposable
{
    public Statement Bind(int parameter, long value)
    {
        session.Check(raw.sqlite3_bind_int64(handle, parameter, value));
        return this;
    }

    public Statement Bind(int parameter, long? value)
    {
        if (value is { } number)
            return Bind(parameter, number);
        session.Check(raw.sqlite3_bind_null(handle, parameter));
        return this;
    }

    public Statement Bind(int parameter, string text) => Bind(parameter, Encoding.UTF8.GetBytes(text));

    /// <summary>Binds text that is UTF-8 already.</summary>
    public Statement Bind(int parameter, ReadOnlySpan<byte> utf8)
    {
        // A span of nothing has no address, which SQLite takes for NULL.
        session.Check(
            utf8.IsEmpty ? raw.sqlite3_bind_text(handle, parameter, "") : raw.sqlite3_bind_text(handle, parameter, utf8)
        );
        return this;
    }

    /// <summary>Binds text that is UTF-8 already, or NULL for none.</summary>
    public Statement BindText(int parameter, ReadOnlySpan<byte> utf8) =>
        utf8.IsEmpty ? Bind(parameter, (long?)null) : Bind(parameter, utf8);

    public Statement BindBlob(int parameter, ReadOnlySpan<byte> bytes)
    {
        session.Check(raw.sqlite3_bind_blob(handle, parameter, bytes));
        return this;
    }

    /// <summary>Goes to the next row; false after the last.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(handle);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code == raw.SQLITE_DONE)
            return false;
        throw session.Fault(code);
    }

    /// <summary>Runs to the end and ends the use; returns how many rows were changed.</summary>
    public int Run()
    {
        using (this)
        {
            while (Step())
                continue;
            return session.Changes;
        }
    }

    /// <summary>Runs to the end of a page and ends the use. One row more than asked for tells whether there is a next
    /// page.</summary>
    /// <param name="parameter">The parameter that says how many rows there are at most.</param>
    /// <param name="limit">At most so many items.</param>
    /// <param name="read">The item of a row.</param>
    /// <param name="cursorOf">What leads to the rows behind a row.</param>
    public Page<T> ReadPage<T>(int parameter, int limit, Func<Statement, T> read, Func<Statement, string> cursorOf)
    {
        using (Bind(parameter, limit + 1L))
        {
            var items = new List<T>();
            string? next = null;
            while (Step())
            {
                if (items.Count == limit)
                    return new Page<T>(items, next);
                items.Add(read(this));
                if (items.Count == limit)
                    next = cursorOf(this);
            }

            return new Page<T>(items, null);
        }
    }

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public long? OptionalInt64(int column) => IsNull(column) ? null : Int64(column);

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    /// <summary>The column's bytes; text is UTF-8. Gone with the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(handle, column);

    public string Text(int column) => Encoding.UTF8.GetString(Bytes(column));

    /// <inheritdoc/>
    public void Dispose() => raw.sqlite3_reset(handle);

    internal void Close() => handle.Dispose();
}
