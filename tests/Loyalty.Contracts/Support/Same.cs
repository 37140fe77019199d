using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Loyalty.Callbacks;
using Loyalty.GroupRedemptions;
using Loyalty.Ledger.Rules;
using Loyalty.Messaging;
using Loyalty.PointsRequests;
using Loyalty.Programs;

namespace Loyalty.Contracts.Support;

/// <summary>Compares documents by their JSON: records that hold arrays are not equal by themselves.</summary>
public static class Same
{
    public static void Json(Account expected, Account? actual) => Json(expected, actual, LedgerJson.Default.Account);

    public static void Json(LedgerEntry expected, LedgerEntry? actual) =>
        Json(expected, actual, LedgerJson.Default.LedgerEntry);

    public static void Json(PointsMessage expected, PointsMessage? actual) =>
        Json(expected, actual, PointsJson.Default.PointsMessage);

    public static void Json(ParkedMessage expected, ParkedMessage? actual) =>
        Json(expected, actual, MessageJson.Default.ParkedMessage);

    public static void Json(Delivery expected, Delivery? actual) =>
        Json(expected, actual, CallbackJson.Default.Delivery);

    public static void Json(Issue expected, Issue? actual) => Json(expected, actual, IssueJson.Default.Issue);

    public static void Json(GroupRedemption expected, GroupRedemption? actual) =>
        Json(expected, actual, GroupJson.Default.GroupRedemption);

    public static void Json<T>(T expected, T? actual, JsonTypeInfo<T> json)
        where T : class
    {
        Assert.NotNull(actual);
        Assert.Equal(JsonSerializer.Serialize(expected, json), JsonSerializer.Serialize(actual, json));
    }
}
