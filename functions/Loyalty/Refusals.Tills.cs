using System.Collections.Frozen;

namespace Loyalty;

/// <content>What tills see of refusals.</content>
public static partial class Refusals
{
    /// <summary>What a till can be refused, with the codes and messages of seed 004, in order of precedence.</summary>
    public static IReadOnlyList<(Refusal Refusal, TillForm Form)> AtTills { get; } =
    [
        (Refusal.SignatureRequired, new(825, "Client signature is required")),
        (Refusal.UnknownProgram, new(895, "Loyalty program is not configured for your organization")),
        (Refusal.IdentifierInvalid, new(802, "Mobile number/email id/external id you have entered is invalid")),
        (Refusal.IdentifiersDisagree, new(904, "Invalid customer details passed.")),
        (Refusal.PointsInvalid, new(801, "Points you are trying to redeem are invalid")),
        (
            Refusal.TransactionNumberInvalid,
            new(811, "The transaction number entered to redeem/revert points is invalid")
        ),
        (Refusal.RedemptionTimeInvalid, new(859, "The redemption time you have passed is invalid")),
        (Refusal.MissedCallDisabled, new(823, "Missed call redemption is disabled for your organization")),
        (Refusal.GroupNotRedeemable, new(903, "Unable to redeem points.")),
        (Refusal.ReversalInvalid, new(901, "Invalid points or points redemption Id passed.")),
        (Refusal.MemberUnknown, new(816, "Unable to find customer in this organization")),
        (Refusal.MemberBlocked, new(809, "Unable to process. Customer is marked as fraud")),
        (Refusal.MemberClosed, new(881, "Customer is not registered into the loyalty program")),
        (Refusal.NoAccount, new(881, "Customer is not registered into the loyalty program")),
        (Refusal.MemberUnreachable, new(860, "Unable to issue OTP")),
        (Refusal.ValidationCodeInvalid, new(808, "Unable to redeem. Validation code is invalid")),
        (Refusal.ValidationCodeRequired, new(824, "Mobile number validation is mandatory for redeeming points")),
        (Refusal.LifetimePointsTooFew, new(805, "Insufficient lifetime points.")),
        (
            Refusal.RedemptionBelowMinimum,
            new(821, "Points you are trying to redeem are less than the minimum redemption limit")
        ),
        (
            Refusal.RedemptionAboveMaximum,
            new(819, "Points you are trying to redeem are more than the maximum allowed redemption limit.")
        ),
        (
            Refusal.RedemptionNotMultiple,
            new(
                807,
                "Unable to redeem. Make sure that the points you are trying to redeem is a multiple of <X>. "
                    + "Check the points redemption configuration of your organization."
            )
        ),
        (Refusal.InsufficientBalance, new(813, "Insufficient current points available for redemption")),
        (Refusal.CodeLimitReached, new(860, "Unable to issue OTP")),
        (Refusal.RedeemableWithoutCode, new(876, "Points Redeemable but OTP Generation failed")),
        (Refusal.RedemptionUnknown, new(902, "Redemption ID does not exist.")),
        (Refusal.NothingRedeemed, new(814, "No points were redeemed on this transaction number")),
        (Refusal.ReversalMismatch, new(810, "Mismatch in points for revert API call")),
        (Refusal.AlreadyReversed, new(812, "The points have been reverted already for this transaction number")),
        (Refusal.Unavailable, TillForm.Fault),
    ];

    private static readonly FrozenDictionary<Refusal, TillForm> TillForms = AtTills.ToFrozenDictionary(
        row => row.Refusal,
        row => row.Form
    );

    /// <summary>What tills are told of a refusal; of none, that it was done. One that no till should meet is a fault of ours
    /// to it.</summary>
    public static TillForm AtTill(this Refusal refusal) =>
        refusal == Refusal.None ? TillForm.Done : TillForms.GetValueOrDefault(refusal, TillForm.Fault);
}
