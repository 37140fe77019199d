using System.Collections.Immutable;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;
using Loyalty.PointsRequests;

namespace Loyalty.Contracts.Support;

/// <summary>Documents for tests, each made from a few words so that no two tests share one by accident.</summary>
public static class Sample
{
    /// <summary>Text that is easily damaged: other scripts, a surrogate pair, quotes, a separator of lines.</summary>
    public const string OddText = "Zoë «\"'\\» 𝄞 日本 \u2028 é |?&=%2F";

    public static readonly DateTimeOffset At = new(2026, 11, 21, 12, 0, 0, 123, TimeSpan.Zero);

    public static OrgId Org(string text = "org-1") => TextId.From<OrgId>(text);

    public static MemberKey Member(string member = "member-1", string org = "org-1") =>
        new(Org(org), TextId.From<MemberId>(member));

    public static AccountKey Key(MemberKey member, string program = "main") =>
        new(member.OrgId, member.MemberId, TextId.From<ProgramId>(program));

    public static AccountKey Key(string member = "member-1", string program = "main") => Key(Member(member), program);

    public static EntryId Id(string name) =>
        EntryId.For(TextId.From<ClientId>("client-1"), TextId.From<RequestId>(name));

    /// <summary>An account at a version, its balance ten times that.</summary>
    public static Account Account(AccountKey key, long version = 1, DateOnly? expires = null) =>
        Ledger.Rules.Account.Empty(key) with
        {
            Version = version,
            Balance = new Points(10 * version),
            LifetimeEarned = new Points(10 * version),
            Buckets = [new Bucket(expires, new Points(10 * version))],
            Head = $"head-{version}",
        };

    public static LedgerEntry Entry(AccountKey key, string name, long version = 1) =>
        EntryHash.Seal(
            new LedgerEntry
            {
                Id = Id(name),
                Kind = EntryKind.Earn,
                Status = EntryStatus.Success,
                OrgId = key.OrgId,
                MemberId = key.MemberId,
                ProgramId = key.ProgramId,
                RequestId = TextId.From<RequestId>(name),
                Requested = new Points(10),
                Points = new Points(10),
                BalanceAfter = new Points(10 * version),
                Buckets = [new Bucket(null, new Points(10))],
                At = At.AddSeconds(version),
                Version = version,
                PreviousHash = "",
            }
        );

    public static LedgerEntry Refused(AccountKey key, string name) =>
        Entry(key, name, 0) with
        {
            Status = EntryStatus.Failed,
            Code = Refusal.InsufficientBalance,
            Points = Points.Zero,
            Buckets = [],
        };

    public static LedgerBatch Batch(
        MemberKey member,
        ImmutableArray<AccountWrite> accounts,
        params ImmutableArray<LedgerEntry> entries
    ) =>
        new()
        {
            Member = member,
            Accounts = accounts,
            Entries = entries,
        };

    public static LedgerBatch Batch(Account after, string? etag, params ImmutableArray<LedgerEntry> entries) =>
        Batch(after.Key.Member, [new AccountWrite(after, etag)], entries);

    public static PointsMessage Message(string request, string client = "client-1") =>
        new()
        {
            TransactionId = EntryId.For(TextId.From<ClientId>(client), TextId.From<RequestId>(request)),
            OrgId = Org(),
            MemberId = TextId.From<MemberId>("member-1"),
            ProgramId = TextId.From<ProgramId>("main"),
            RuleId = TextId.From<RuleId>("rule-1"),
            ClientId = TextId.From<ClientId>(client),
            RequestId = TextId.From<RequestId>(request),
            Amount = new Points(10),
            ContentHash = "hash",
            AcceptedAt = At,
        };
}
