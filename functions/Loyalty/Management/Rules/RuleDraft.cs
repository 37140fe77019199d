using Loyalty.Catalog;
using Loyalty.Json;
using Loyalty.Ledger.Rules;

namespace Loyalty.Management.Rules;

/// <summary>What a caller may say of a rule, as far as the text alone shows whether it is right.</summary>
internal sealed record RuleDraft
{
    private const string ApiTrigger = "api";

    public required ProgramId ProgramId { get; init; }
    public required string Name { get; init; }
    public required RuleType Type { get; init; }
    public required IReadOnlyList<ClientId> ClientIds { get; init; }
    public required Cap? Cap { get; init; }
    public required Points? Budget { get; init; }
    public required DateTimeOffset? StartsAt { get; init; }
    public required DateTimeOffset? EndsAt { get; init; }

    /// <summary>Reads a body; what is wrong is in its errors, and the draft then means nothing.</summary>
    public static RuleDraft Read(JsonFields fields, ManagementOptions limits)
    {
        var draft = new RuleDraft
        {
            ProgramId = fields.Id<ProgramId>("programId"),
            Name = fields.Line("name", required: true, limits.MaxNameLength) ?? "",
            Type = fields.Word<RuleType>("type", required: true) ?? default,
            ClientIds = fields.List("clientIds", true, 1, limits.MaxRuleClients, (items, i) => items.Id<ClientId>(i)),
            Cap = ReadCap(fields.Nested("cap", required: false)),
            Budget = Whole(fields.OptionalWhole("budget", 1, LedgerRules.MaxBalance.Value)),
            StartsAt = fields.Instant("startsAt", required: false),
            EndsAt = fields.Instant("endsAt", required: false),
        };
        if (fields.Text("trigger", required: false) is { } trigger && trigger != ApiTrigger)
            fields.Fail("trigger", "not_allowed", "Must be api.");
        if (draft.EndsAt <= draft.StartsAt)
            fields.Fail("endsAt", "range", "Must be after startsAt.");
        for (var i = 1; i < draft.ClientIds.Count; i++)
            if (draft.ClientIds[i].Value.Length > 0 && draft.ClientIds.Take(i).Contains(draft.ClientIds[i]))
                fields.Fail($"clientIds[{i}]", "duplicate", "Must not be repeated.");
        return draft;
    }

    /// <summary>Fails what cannot change once the rule has been active: what requests were admitted by must mean the same
    /// as long as requests can come; and a first budget while they come, because what was moved has to be counted.</summary>
    public void CheckFixed(Rule rule, JsonFields fields)
    {
        if (Type != rule.Type)
            fields.Fail("type", "not_allowed", "Cannot change once the rule has been active.");
        if (ProgramId != rule.ProgramId)
            fields.Fail("programId", "not_allowed", "Cannot change once the rule has been active.");
        if (Budget is not null && rule is { Status: RuleStatus.Active, Budget: null, IsCounted: false })
            fields.Fail("budget", "not_allowed", "Deactivate the rule to give it its first budget.");
    }

    /// <summary>The rule with everything that a caller may say of it replaced.</summary>
    public Rule ApplyTo(Rule rule) =>
        rule with
        {
            ProgramId = ProgramId,
            Name = Name,
            Type = Type,
            ClientIds = ClientIds,
            Cap = Cap,
            Budget = Budget,
            StartsAt = StartsAt,
            EndsAt = EndsAt,
        };

    private static Cap? ReadCap(JsonFields? cap) =>
        cap is null
            ? null
            : new Cap
            {
                Points = new Points(cap.Whole("points", 1, LedgerRules.MaxBalance.Value)),
                Period = cap.Word<CapPeriod>("period", required: true) ?? default,
            };

    private static Points? Whole(long? points) => points is { } value ? new Points(value) : null;
}
