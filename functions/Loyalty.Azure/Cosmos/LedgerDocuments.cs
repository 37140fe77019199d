using System.Text.Json;
using Loyalty.Ledger.Rules;

namespace Loyalty.Azure.Cosmos;

/// <summary>Accounts and entries as documents of their member's partition.</summary>
internal static class LedgerDocuments
{
    /// <summary>The property that an account's entries are listed by.</summary>
    public const string Position = "position";

    /// <summary>The property that an organisation's entries are listed by, in order of time.</summary>
    public const string Journal = "journal";

    /// <summary>Where the entry or account itself is, in a query.</summary>
    public const string Body = "c.body";

    /// <summary>The property that due accounts are found by; absent where nothing expires.</summary>
    public const string NextExpiry = "nextExpiry";

    /// <summary>The property that accounts are found by whose members are to be told of points that expire; absent where
    /// there is nothing to tell.</summary>
    public const string Untold = "untold";

    /// <summary>The property that accounts with expired holds are found by; absent where none is open.</summary>
    public const string HoldExpiry = "holdExpiry";

    // An entry's id is a UUID, so no account's id is one.
    private const string AccountPrefix = "account:";

    /// <summary>The ids of accounts are from this one on.</summary>
    public const string FirstAccount = AccountPrefix;

    /// <summary>And before this one.</summary>
    public const string BehindAccounts = "account;";

    private const int PlaceLength = 16 + 16 + 2 + 8;
    private const int TimeLength = 16;
    private const int JournalPlaceLength = TimeLength + 16;

    public static DocumentKey KeyOf(AccountKey key) => new(AccountPrefix + key.ProgramId, key.Member.ToString());

    public static DocumentKey KeyOf(MemberKey member, EntryId id) => new(id.ToString(), member.ToString());

    public static MemoryStream Write(Account account) =>
        DocumentForm.WriteUnmarked(KeyOf(account.Key), account, LedgerJson.Default.Account, [.. DatesOf(account)]);

    private static IEnumerable<(string Name, string Text)> DatesOf(Account account)
    {
        if (account.NextExpiry is { } day)
            yield return (NextExpiry, day.ToString("O"));
        if (account.NextUntold is { } untold)
            yield return (Untold, UntoldOf(account.OrgId, account.ProgramId) + untold.ToString("O"));
        if (account.NextHoldExpiry is { } instant)
            yield return (HoldExpiry, TimeOf(instant));
    }

    /// <summary>What the untold properties of a program's accounts, and of no others, begin with.</summary>
    public static string UntoldOf(OrgId org, ProgramId program) => $"{org}|{program}|";

    /// <param name="entry">The entry.</param>
    /// <param name="index">Its number in its batch.</param>
    public static MemoryStream Write(LedgerEntry entry, int index) =>
        DocumentForm.WriteUnmarked(
            KeyOf(entry.Account.Member, entry.Id),
            entry,
            LedgerJson.Default.LedgerEntry,
            (Position, ListOf(entry.ProgramId) + PlaceOf(entry, index)),
            (Journal, JournalOf(entry.OrgId) + JournalPlaceOf(entry))
        );

    /// <summary>What the journal properties of an organisation's entries, and of no others, begin with.</summary>
    public static string JournalOf(OrgId org) => $"{org}|";

    /// <summary>An entry's place in its organisation's journal: the instant (of 100 ns), and for those of one instant
    /// half of the id, which is as good as random: the whole would be paid for with every entry.</summary>
    public static string JournalPlaceOf(LedgerEntry entry) =>
        $"{TimeOf(entry.At)}{entry.Id.Value.ToString("N").AsSpan(0, JournalPlaceLength - TimeLength)}";

    /// <summary>What is before every place of the instant or later, and behind every earlier one.</summary>
    public static string TimeOf(DateTimeOffset instant) => $"{instant.UtcTicks:x16}";

    /// <summary>Whether the text is a place in a journal.</summary>
    public static bool IsJournalPlace(string text) => text.Length == JournalPlaceLength && Pages.IsHex(text);

    /// <summary>Whether the text is an instant in a journal.</summary>
    public static bool IsTime(string text) => text.Length == TimeLength && Pages.IsHex(text);

    /// <summary>What the positions of an account's entries, and of no others in the partition, begin with.</summary>
    public static string ListOf(ProgramId program) => $"{program}|";

    /// <summary>A document's place in its account's list, which is also the cursor that leads on from it.</summary>
    public static string PlaceOf(JsonElement document) =>
        document.GetProperty(Position).GetString()?[^PlaceLength..]
        ?? throw new JsonException("A stored position is null.");

    public static bool IsPlace(string text) => text.Length == PlaceLength && Pages.IsHex(text);

    /// <summary>The account that a found document is of.</summary>
    public static AccountKey AccountOf(JsonElement document)
    {
        var id = document.GetProperty("id").GetString() ?? "";
        var partition = document.GetProperty("pk").GetString() ?? "";
        var bar = partition.IndexOf('|', StringComparison.Ordinal);
        return new AccountKey(
            TextId.From<OrgId>(partition[..bar]),
            TextId.From<MemberId>(partition[(bar + 1)..]),
            TextId.From<ProgramId>(id[AccountPrefix.Length..])
        );
    }

    /// <summary>
    /// The chain's order: version, and for refusals, which make none, time and number in the batch. The id's first
    /// digits tell apart what two machines refused in one instant.
    /// </summary>
    private static string PlaceOf(LedgerEntry entry, int index) =>
        $"{entry.Version:x16}{entry.At.UtcTicks:x16}{index:x2}{entry.Id.ToString().AsSpan(0, 8)}";
}
