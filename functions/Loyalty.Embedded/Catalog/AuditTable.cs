using System.Text.Json;
using Loyalty.Catalog;

namespace Loyalty.Embedded;

/// <summary>The rows of audit records.</summary>
internal static class AuditTable
{
    private const string AddSql = "INSERT INTO audit (org, at, id, body) VALUES (?, ?, ?, ?)";
    private const string AddOnceSql = AddSql + " ON CONFLICT DO NOTHING";
    private const string PageSql =
        "SELECT at, id, body FROM audit WHERE org = ? AND (at, id) < (?, ?) ORDER BY at DESC, id DESC LIMIT ?";

    /// <summary>Adds a record to the transaction of what it tells of.</summary>
    public static void Add(SqliteSession session, AuditRecord record) => Run(session.Use(AddSql), record);

    /// <summary>Adds a record that may be there already.</summary>
    public static void AddOnce(SqliteSession session, AuditRecord record) => Run(session.Use(AddOnceSql), record);

    private static void Run(Statement add, AuditRecord record) =>
        add.Bind(1, record.OrgId.Value)
            .Bind(2, record.At.UtcTicks)
            .Bind(3, record.AuditId)
            .Bind(4, JsonSerializer.SerializeToUtf8Bytes(record, CatalogJson.Default.AuditRecord))
            .Run();

    /// <summary>An organisation's records, newest first.</summary>
    public static Page<AuditRecord> Page(SqliteSession session, OrgId org, (long At, string Id) before, int limit) =>
        session
            .Use(PageSql)
            .Bind(1, org.Value)
            .Bind(2, before.At)
            .Bind(3, before.Id)
            .ReadPage(
                4,
                limit,
                static row => Documents.Read(row.Bytes(2), CatalogJson.Default.AuditRecord),
                static row => Cursor.From(row.Int64(0), row.Text(1))
            );
}
