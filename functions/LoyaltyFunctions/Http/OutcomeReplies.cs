using System.Text.Json.Serialization.Metadata;
using Loyalty;
using Loyalty.Management;
using Microsoft.AspNetCore.Http;

namespace LoyaltyFunctions.Http;

/// <summary>Answers to what was asked for at once: one item, or a page of a list.</summary>
internal static class OutcomeReplies
{
    /// <summary>200 with the item and its tag, or the problem.</summary>
    public static IResult ToReply<T>(this Outcome<T> outcome, JsonTypeInfo<T> type)
        where T : class => ReplyTo(outcome, 200, type);

    /// <inheritdoc cref="ToReply{T}(Outcome{T}, JsonTypeInfo{T})"/>
    public static async Task<IResult> ToReplyAsync<T>(this Task<Outcome<T>> outcome, JsonTypeInfo<T> type)
        where T : class => ReplyTo(await outcome, 200, type);

    /// <summary>200 with the item, whose tag is not shown, or the problem.</summary>
    public static Reply ToPlainReply<T>(this Outcome<T> outcome, JsonTypeInfo<T> type)
        where T : class
    {
        if (!outcome.Succeeded)
            return Reply.Problem(outcome.Problem);
        return Marked(outcome, Reply.Json(200, outcome.Item.Value, type));
    }

    /// <summary>201 with the item, whose tag is not shown, and where it is from now on; or the problem.</summary>
    public static IResult ToPlainCreated<T>(this Outcome<T> outcome, JsonTypeInfo<T> type, Func<T, string> location)
        where T : class =>
        outcome.Succeeded
            ? Marked(outcome, Reply.Json(201, outcome.Item.Value, type)).With("Location", location(outcome.Item.Value))
            : Reply.Problem(outcome.Problem);

    /// <summary>202 with the item and its tag: what was asked for is under way; or the problem.</summary>
    public static async Task<IResult> ToAcceptedAsync<T>(this Task<Outcome<T>> outcome, JsonTypeInfo<T> type)
        where T : class => ReplyTo(await outcome, 202, type);

    /// <summary>201 with the item, its tag and where it is from now on; or the problem.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <param name="type">The item's form.</param>
    /// <param name="location">The item's path.</param>
    public static IResult ToCreated<T>(this Outcome<T> outcome, JsonTypeInfo<T> type, Func<T, string> location)
        where T : class =>
        outcome.Succeeded
            ? ReplyTo(outcome, 201, type).With("Location", location(outcome.Item.Value))
            : Reply.Problem(outcome.Problem);

    /// <inheritdoc cref="ToCreated{T}(Outcome{T}, JsonTypeInfo{T}, Func{T, string})"/>
    public static async Task<IResult> ToCreatedAsync<T>(
        this Task<Outcome<T>> outcome,
        JsonTypeInfo<T> type,
        Func<T, string> location
    )
        where T : class => (await outcome).ToCreated(type, location);

    /// <summary>200 with the item, which has no tag; or the 404 when there is none.</summary>
    public static async Task<IResult> ToReplyAsync<T>(this Task<T?> found, JsonTypeInfo<T> type)
        where T : class => await found is { } item ? Reply.Json(200, item, type) : Reply.Problem(Refusal.NotFound);

    /// <summary>200 with a page, or the 400 when the store did not give out the cursor (an
    /// <see cref="UnknownCursorException"/> of its port).</summary>
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
            return Reply.Json(
                200,
                new ListDocument<T>(page.Items, page.NextCursor is { } next ? paging.Seal(next) : null),
                type
            );
        }
        catch (UnknownCursorException)
        {
            return RequestQuery.BadCursor();
        }
    }

    private static Reply ReplyTo<T>(Outcome<T> outcome, int status, JsonTypeInfo<T> type)
        where T : class
    {
        if (!outcome.Succeeded)
            return Reply.Problem(outcome.Problem);
        var reply = Reply.Json(status, outcome.Item.Value, type).With("ETag", EntityTags.Quoted(outcome.Item.ETag));
        return Marked(outcome, reply);
    }

    /// <summary>Says whether an earlier request had done it.</summary>
    private static Reply Marked<T>(Outcome<T> outcome, Reply reply)
        where T : class => outcome.Replayed ? reply.With("Idempotency-Replayed", "true") : reply;
}
