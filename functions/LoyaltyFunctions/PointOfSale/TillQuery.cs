using Loyalty;
using Loyalty.PointOfSale;
using Microsoft.AspNetCore.Http;

namespace LoyaltyFunctions.PointOfSale;

/// <summary>Reads the query of a till's request. Tills send every parameter that they know, those that say nothing empty: an
/// empty one is absent.</summary>
internal sealed class TillQuery(IQueryCollection query)
{
    private const string MissedCall = "MISSED_CALL";
    private readonly List<FieldError> errors = [];

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyList<FieldError> Errors => errors;

    /// <summary>A parameter's text; null when it is absent, empty or repeated (an error).</summary>
    public string? Text(string name)
    {
        if (query[name] is { Count: > 1 })
            Fail(new FieldError(name, "duplicate", "Must not be repeated."));
        else if (query[name] is [{ Length: > 0 } text])
            return text;
        return null;
    }

    /// <summary><c>true</c> or <c>false</c>; false when it is absent or wrong (an error).</summary>
    public bool Switch(string name)
    {
        var text = Text(name);
        if (text is not null && !bool.TryParse(text, out _))
            Fail(new FieldError(name, "type", "Must be true or false."));
        return bool.TryParse(text, out var value) && value;
    }

    /// <summary>One of some words, whatever its case; null when it is absent or wrong (an error).</summary>
    public string? Word(string name, params string[] words)
    {
        if (Text(name) is not { } text)
            return null;
        var word = words.FirstOrDefault(one => one.Equals(text, StringComparison.OrdinalIgnoreCase));
        if (word is null)
            Fail(new FieldError(name, "format", $"Must be one of {string.Join(", ", words)}."));
        return word;
    }

    /// <summary>Asked for once for each item, a parameter is wrong only once.</summary>
    private void Fail(FieldError error)
    {
        if (!errors.Contains(error))
            errors.Add(error);
    }

    /// <summary>The redemption that a query asks about. Whether to skip the validation is not for the till to say.</summary>
    public RedemptionDraft ToDraft()
    {
        Switch("skip_validation");
        return AddTo(
            new RedemptionDraft
            {
                Customer = Customer.Read(Text),
                Points = Text("points"),
                ValidationCode = Text("validation_code"),
                IsCodeWanted = Switch("issue_otp"),
                TillId = Text("till_id"),
            }
        );
    }

    private TillGroup? Group()
    {
        var named = new TillGroup(
            Text("user_group2_id"),
            Text("user_group2_external_id"),
            Text("user_group2_primary_user_id"),
            Switch("use_default_user_group2")
        );
        return named == new TillGroup(null, null, null, false) ? null : named;
    }

    /// <summary>A redemption, with what the query says of all that are in the request.</summary>
    public RedemptionDraft AddTo(RedemptionDraft draft) =>
        draft with
        {
            IsMoney = Switch("currency_input"),
            ProgramId = draft.ProgramId ?? Text("program_id"),
            IsJoint = Switch("group_redemption") || draft.IsJoint,
            Group = Group(),
            // SMS and INVALID ask for nothing that the program does not decide.
            IsByMissedCall = Word("validation_type", MissedCall, "SMS", "INVALID") == MissedCall,
        };
}
