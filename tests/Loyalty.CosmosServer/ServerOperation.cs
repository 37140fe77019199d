namespace Loyalty.CosmosServer;

/// <summary>What a request asks of the server.</summary>
public enum ServerOperation
{
    /// <summary>The account, a database, a container or its key ranges: read, or made.</summary>
    Metadata,
    Create,
    Upsert,
    Read,
    Replace,
    Delete,
    Batch,
    Query,
    QueryPlan,
}
