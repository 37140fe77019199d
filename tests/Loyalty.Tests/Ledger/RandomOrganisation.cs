using Loyalty.Catalog;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Ledger;

/// <summary>Random programs, rules and members.</summary>
internal sealed class RandomOrganisation
{
    private static readonly string[] Zones = ["UTC", "Asia/Bangkok", "America/New_York", "Pacific/Kiritimati"];
    private readonly Random random;
    private readonly InMemoryCatalog documents;
    private readonly List<PointProgram> programs = [];
    private readonly Dictionary<RuleId, Rule> rules = [];
    private readonly Dictionary<(RuleId, int), Rule> versions = [];
    private readonly List<MemberId> members = [];

    public RandomOrganisation(Random random, InMemoryCatalog documents)
    {
        this.random = random;
        this.documents = documents;
        for (var i = 0; i < 2; i++)
            programs.Add(
                Given.Program(RandomExpiration()) with
                {
                    ProgramId = TextId.From<ProgramId>($"p{i}"),
                    TimeZone = Pick(Zones),
                    AutoEnrol = random.Next(2) == 0,
                    Reversal = new ReversalPolicy
                    {
                        GraceDays = random.Next(2) * 5,
                        AllowNegativeBalance = random.Next(2) == 0,
                    },
                }
            );
        programs.ForEach(documents.Put);
        for (var i = 0; i < 6; i++)
        {
            var rule = Given.Rule(i % 3 == 2 ? RuleType.Redeem : RuleType.Earn, RandomCap(), $"rule{i}") with
            {
                ProgramId = programs[i % 2].ProgramId,
                EndsAt = random.Next(6) == 0 ? Given.Noon.AddDays(60) : null,
            };
            Put(rule);
        }

        for (var i = 0; i < 6; i++)
        {
            members.Add(TextId.From<MemberId>($"m{i}"));
            // The last one is unknown.
            if (i < 5)
                documents.Put(new Member { OrgId = Given.Org, MemberId = members[i] });
        }
    }

    private Expiration? RandomExpiration() =>
        random.Next(4) switch
        {
            0 => null,
            1 => new Expiration { Months = random.Next(1, 5) },
            _ => new Expiration { Days = random.Next(0, 40) },
        };

    private Cap? RandomCap() => random.Next(4) == 0 ? null : Given.Cap(random.Next(20, 400), (CapPeriod)random.Next(6));

    public IReadOnlyList<PointProgram> Programs => programs;

    public IReadOnlyDictionary<RuleId, Rule> Rules => rules;

    /// <summary>The last one is unknown to the catalog.</summary>
    public IReadOnlyList<MemberId> Members => members;

    /// <summary>Every version of every rule.</summary>
    public IReadOnlyDictionary<(RuleId, int), Rule> Versions => versions;

    /// <summary>Switches a rule on or off.</summary>
    public void SetRule(int number, bool isActive) =>
        Put(rules.Values.ElementAt(number) with { Status = isActive ? RuleStatus.Active : RuleStatus.Inactive });

    /// <summary>Makes a rule's next version, with another cap.</summary>
    public void SetCap(int number, Cap? cap) => Change(number, rule => rule with { Cap = cap });

    /// <summary>Makes a rule's next version, with another budget; from the first on all is counted.</summary>
    public void SetBudget(int number, Points? budget) =>
        Change(number, rule => rule with { Budget = budget, IsCounted = rule.IsCounted || budget is not null });

    private void Change(int number, Func<Rule, Rule> change)
    {
        var before = rules.Values.ElementAt(number);
        documents.Put(new RuleVersion { Rule = before });
        Put(change(before) with { Version = before.Version + 1 });
    }

    private void Put(Rule rule)
    {
        rules[rule.RuleId] = rule;
        versions[(rule.RuleId, rule.Version)] = rule;
        documents.Put(rule);
    }

    /// <summary>Blocks or unblocks a member.</summary>
    public void SetMember(int number, bool isActive) =>
        documents.Put(
            new Member
            {
                OrgId = Given.Org,
                MemberId = members[number],
                Status = isActive ? MemberStatus.Active : MemberStatus.Blocked,
            }
        );

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}
