using System.Text.Json.Serialization.Metadata;
using Loyalty;
using Loyalty.Management;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace LoyaltyFunctions.Management;

/// <summary>Answers of the management API: one item, or a page of a list.</summary>
internal static class ManagementReplies
{
    /// <summary>200 with the item and its tag, or the problem.</summary>
    public static IResult ToReply<T>(this Outcome<T> outcome, JsonTypeInfo<T> type)
        where T : class => outcome.Succeeded ? Item(200, outcome, type) : Reply.Problem(outcome.Problem);

    /// <summary>202 with the item and its tag: what was asked for is under way; or the problem.</summary>
    public static IResult ToAccepted<T>(this Outcome<T> outcome, JsonTypeInfo<T> type)
        where T : class => outcome.Succeeded ? Item(202, outcome, type) : Reply.Problem(outcome.Problem);

    /// <summary>201 with the item, its tag and where it is from now on; or the problem.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="type">The item's form.</param>
    /// <param name="location">The item's path.</param>
    public static IResult ToCreated<T>(this Outcome<T> outcome, JsonTypeInfo<T> type, Func<T, string> location)
        where T : class =>
        outcome.Succeeded
            ? Item(201, outcome, type).With("Location", location(outcome.Item.Value))
            : Reply.Problem(outcome.Problem);

    /// <summary>200 with a page, or the 400 when the store did not give out the cursor (a
    /// <see cref="FormatException"/> of its port).</summary>
    /// <param name="list">The list being read.</param>
    /// <param name="paging">Which page was asked for.</param>
    /// <param name="type">The page's form.</param>
    public static async Task<IResult> ToReplyAsync<T>(
        this Task<Page<T>> list,
        Paging paging,
        JsonTypeInfo<ListDocument<T>> type
    )
    {
        try
        {
            var page = await list;
            return Reply.Json(200, new ListDocument<T>(page.Items, page.NextCursor), type);
        }
        catch (FormatException) when (paging.Cursor is not null)
        {
            return ManagementRequests.BadCursor();
        }
    }

    private static Reply Item<T>(int status, Outcome<T> outcome, JsonTypeInfo<T> type)
        where T : class
    {
        if (!outcome.Succeeded)
            throw new ArgumentException("There is no item.", nameof(outcome));
        var reply = Reply.Json(status, outcome.Item.Value, type).With("ETag", Preconditions.Header(outcome.Item.ETag));
        return outcome.Replayed ? reply.With("Idempotency-Replayed", "true") : reply;
    }
}
