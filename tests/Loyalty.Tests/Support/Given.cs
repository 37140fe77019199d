using Loyalty.Catalog;
using Loyalty.Ledger.Rules;

namespace Loyalty.Tests.Support;

/// <summary>Short names for what most tests start from.</summary>
internal static class Given
{
    public static readonly OrgId Org = TextId.From<OrgId>("acme");
    public static readonly ProgramId ProgramId = TextId.From<ProgramId>("stars");
    public static readonly ClientId ClientId = TextId.From<ClientId>("shop");
    public static readonly MemberId MemberId = TextId.From<MemberId>("ann");
    public static readonly AccountKey Key = new(Org, MemberId, ProgramId);
    public static readonly DateTimeOffset Noon = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    public static PointProgram Program(Expiration? expiration = null) =>
        new()
        {
            OrgId = Org,
            ProgramId = ProgramId,
            Name = "Stars",
            Expiration = expiration,
        };

    public static Rule Rule(RuleType type, Cap? cap = null, string id = "rule") =>
        new()
        {
            OrgId = Org,
            RuleId = TextId.From<RuleId>(id),
            ProgramId = ProgramId,
            Name = id,
            Type = type,
            ClientIds = [ClientId],
            Cap = cap,
            Status = RuleStatus.Active,
        };

    public static Cap Cap(long points, CapPeriod period) => new() { Points = new Points(points), Period = period };

    public static Command Command(Rule rule, long amount, string request, DateTimeOffset? acceptedAt = null)
    {
        var requestId = TextId.From<RequestId>(request);
        return new Command
        {
            Id = EntryId.For(ClientId, requestId),
            Kind = rule.Type == RuleType.Earn ? EntryKind.Earn : EntryKind.Redeem,
            Amount = new Points(amount),
            AcceptedAt = acceptedAt ?? Noon,
            MemberStatus = MemberStatus.Active,
            Rule = rule,
            RuleId = rule.RuleId,
            RuleVersion = rule.Version,
            ClientId = ClientId,
            RequestId = requestId,
            ContentHash = "content",
        };
    }

    /// <summary>Takes back points of an entry of which so many are taken back already.</summary>
    public static Command Reverse(LedgerEntry original, long points, long already = 0, string id = "1") =>
        new()
        {
            Id = EntryId.For(ClientId, TextId.From<RequestId>($"reverse-{original.Id}-{id}")),
            Kind = EntryKind.Reverse,
            Amount = new Points(points),
            AcceptedAt = Noon,
            Original = original,
            AlreadyReversed = new Points(already),
        };

    /// <summary>An account with these buckets, as if awarded in one go.</summary>
    public static Account Account(params (string? ExpiresOn, long Points)[] buckets)
    {
        var sum = new Points(buckets.Sum(bucket => bucket.Points));
        return Loyalty.Ledger.Rules.Account.Empty(Key) with
        {
            Version = 1,
            Balance = sum,
            LifetimeEarned = sum,
            Head = "head",
            RuleDay = new DateOnly(2026, 1, 1),
            Buckets = [.. buckets.Select(bucket => Bucket(bucket.ExpiresOn, bucket.Points))],
        };
    }

    public static Bucket Bucket(string? expiresOn, long points) =>
        new(expiresOn is null ? null : DateOnly.ParseExact(expiresOn, "yyyy-MM-dd"), new Points(points));

    /// <summary>The decision of one command at one instant.</summary>
    public static Decision Decide(
        Account account,
        Command command,
        PointProgram? program = null,
        string at = "2026-03-10T12:00:00Z"
    ) => LedgerRules.Decide(account, command, program ?? Program(), DateTimeOffset.Parse(at));
}
