using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.Cosmos;

/// <summary>Settings of the stores in Azure Cosmos DB, section <c>Cosmos</c>.</summary>
public sealed class CosmosOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Cosmos";

    /// <summary>The account's address, <c>https://….documents.azure.com:443/</c>. One on this machine is taken for the
    /// emulator's.</summary>
    [Required]
    public Uri? AccountEndpoint { get; set; }

    /// <summary>The user-assigned managed identity to sign in with; empty = whatever the machine offers
    /// (<c>DefaultAzureCredential</c>). No key is ever taken but the emulator's published one.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>The database. Default <c>loyalty</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Database { get; set; } = "loyalty";

    /// <summary>Accounts and entries. Default <c>ledger</c>. Like every container, partitioned by
    /// <c>/pk</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string LedgerContainer { get; set; } = "ledger";

    /// <summary>Used request ids. Default <c>requests</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string RequestsContainer { get; set; } = "requests";

    /// <summary>What organisations set up. Default <c>catalog</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string CatalogContainer { get; set; } = "catalog";

    /// <summary>Deliveries of callbacks. Default <c>deliveries</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string DeliveriesContainer { get; set; } = "deliveries";

    /// <summary>Messages that could not be handled. Default <c>parked</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string ParkedContainer { get; set; } = "parked";

    /// <summary>What rules have moved of their budgets. Default <c>budgets</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string BudgetsContainer { get; set; } = "budgets";

    /// <summary>How requests were answered, for a while. Default <c>requestlog</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string RequestLogContainer { get; set; } = "requestlog";

    /// <summary>What was issued to members of programs. Default <c>issues</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string IssuesContainer { get; set; } = "issues";

    /// <summary>Redemptions of groups. Default <c>groupredemptions</c>.</summary>
    [Required(AllowEmptyStrings = false)]
    public string GroupRedemptionsContainer { get; set; } = "groupredemptions";

    /// <summary>Talk to the storage nodes over TCP, which is the faster way; false = through the HTTPS gateway, where a
    /// network lets nothing else out. Default true.</summary>
    public bool Direct { get; set; } = true;

    /// <summary>How often a request that was throttled (429) is sent again before the queue redelivers its message.
    /// Default 9.</summary>
    [Range(0, 100)]
    public int ThrottledRetries { get; set; } = 9;

    /// <summary>Longest time spent waiting, over all these retries, as the server asks. Default 15 s, well below the
    /// lock on a message.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan ThrottledWait { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one request may take before it counts as lost. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long one call may take with everything that the client library tries in it, before its message is
    /// left to the queue. Left alone, the library sends a request whose connection broke for two minutes. Default
    /// 25 s, below the lock on a message.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long after its decision an entry is in the journal that reports follow. Must be longer than a commit
    /// can take and clocks can differ, or a late entry would never be counted. Default 2 min, several times
    /// <see cref="CallTimeout"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan JournalLag { get; set; } = TimeSpan.FromMinutes(2);
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class CosmosOptionsCheck : IValidateOptions<CosmosOptions>;
