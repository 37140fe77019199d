using Loyalty.Json;

namespace Loyalty.LoyaltyUser;

/// <summary>A partner's wish to give a member points, or to take some (seed 002).</summary>
/// <param name="MemberId">Whose points.</param>
/// <param name="Partner">The partner's id, which has to be the one of the client that asks.</param>
/// <param name="Points">How many; the sign says which way, and it is not zero.</param>
/// <param name="Reference">What for, in the partner's words.</param>
public sealed record PointAssignment(MemberId MemberId, string Partner, Points Points, string Reference)
{
    private const int MaxText = 200;

    /// <summary>Reads the body; what is wrong is in its errors.</summary>
    public static PointAssignment Read(MemberId member, JsonFields fields)
    {
        var partner = fields.Line("partner", required: true, MaxText);
        var points = fields.Whole("points", -Points.MaxPerRequest, Points.MaxPerRequest);
        if (points == 0 && fields.Errors.All(error => error.Field != "points"))
            fields.Fail("points", "range", "Must not be 0.");
        var reference = fields.Line("reference", required: true, MaxText);
        return new PointAssignment(member, partner ?? "", new Points(points), reference ?? "");
    }
}
