using Loyalty.Catalog;
using Loyalty.Programs.Remote;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.Programs;

/// <summary>
/// Brings recorded issues to their end. Our own ledger books an issue once whoever asks it, so anybody may at any time. To
/// another system only one sends at a time, who has taken the issue in hand: 1 it is written down who that is, and that the
/// issue may now be on its way · 2 whoever is not the first asks what has become of it · 3 it is sent if the other system
/// has never heard of it · 4 the outcome is waited for · 5 what was learnt is written down. What breaks off is taken up
/// again at 1 when nobody can have it in hand any more.
/// </summary>
public sealed class IssueSettlement(
    ProgramBooks books,
    CachedCatalog catalog,
    IIssueStore issues,
    RemoteCallbacks callbacks,
    IOptions<ProgramsOptions> options,
    IOptions<RemoteOptions> remote,
    TimeProvider time,
    Jitter jitter,
    ILogger<IssueSettlement> logger
)
{
    private RemoteOptions Remote => remote.Value;

    /// <summary>The issue as it is recorded, before anything is done about it.</summary>
    public Issue Begin(Issue issue, PointProgram program)
    {
        var held = issue.CreatedAt + Remote.HoldFor;
        return program.Remote is { } system
            ? issue with
            {
                DueAt = held,
                Remote = new RemoteIssue
                {
                    BaseUrl = system.BaseUrl,
                    ClientId = system.ClientId,
                    RuleId = system.RuleId,
                    CallbackUrl = callbacks.UrlOf(issue.IssueId),
                    Attempts = 1,
                    HeldUntil = held,
                    UncertainAt = issue.CreatedAt,
                },
            }
            : issue with
            {
                DueAt = issue.CreatedAt + options.Value.ResumeAfter,
            };
    }

    /// <summary>Brings an issue that the caller has just recorded to its end, or as far as it comes in a while.</summary>
    public async Task<Issue> GoOnAsync(Issue issue, CancellationToken cancellationToken)
    {
        var program = await ProgramAsync(issue, cancellationToken);
        var reply = await books.Of(program).IssueAsync(program, issue, cancellationToken);
        return await EndAsync(program, issue, uncertainAt: null, reply, WaitEnds(waits: true), cancellationToken);
    }

    /// <summary>Brings an issue to its end, if it is not there yet, or as far as it comes.</summary>
    /// <param name="issue">The issue.</param>
    /// <param name="waits">Whether somebody waits for an outcome that is not known yet.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The issue as it is now.</returns>
    public async Task<Issue> SettleAsync(Issue issue, bool waits, CancellationToken cancellationToken)
    {
        var until = WaitEnds(waits);
        for (var delay = Remote.PollDelay; issue.Status == IssueStatus.Pending; delay = Next(delay))
        {
            if (issue.Remote is null)
                return await ResumeAsync(issue, uncertainAt: null, until, cancellationToken);
            if (await TakeAsync(issue.IssueId, cancellationToken) is (Held: { } held, var uncertainAt))
                return await ResumeAsync(held, uncertainAt, until, cancellationToken);
            if (time.GetUtcNow() + delay >= until)
                break;
            await Task.Delay(delay, time, cancellationToken);
            issue = (await ReadAsync(issue.IssueId, cancellationToken)).Value;
        }

        return issue;
    }

    /// <summary>Takes an issue in hand; nothing when it is settled, or somebody else has it.</summary>
    private async Task<(Issue? Held, DateTimeOffset? UncertainAt)> TakeAsync(
        EntryId id,
        CancellationToken cancellationToken
    )
    {
        // :: Step 1
        var (issue, etag) = await ReadAsync(id, cancellationToken);
        var now = time.GetUtcNow();
        if (issue is not { Status: IssueStatus.Pending, Remote: { } going } || going.HeldUntil > now)
            return default;
        var held = issue with
        {
            DueAt = now + Remote.HoldFor,
            Remote = going with
            {
                Attempts = going.Attempts + 1,
                HeldUntil = now + Remote.HoldFor,
                UncertainAt = now,
                Told = false,
            },
        };
        return await issues.ReplaceAsync(held, etag, cancellationToken) ? (held, going.UncertainAt) : default;
    }

    private async Task<Issue> ResumeAsync(
        Issue issue,
        DateTimeOffset? uncertainAt,
        DateTimeOffset until,
        CancellationToken cancellationToken
    )
    {
        var program = await ProgramAsync(issue, cancellationToken);
        var keeper = books.Of(program);

        // :: Step 2
        var reply = await keeper.FindAsync(program, issue, cancellationToken);

        // :: Step 3
        if (reply is IssueReply.Unknown)
            reply = await keeper.IssueAsync(program, issue, cancellationToken);
        return await EndAsync(program, issue, uncertainAt, reply, until, cancellationToken);
    }

    private async Task<Issue> EndAsync(
        PointProgram program,
        Issue issue,
        DateTimeOffset? uncertainAt,
        IssueReply reply,
        DateTimeOffset until,
        CancellationToken cancellationToken
    )
    {
        // :: Step 4. Once it is accepted, only its outcome can change anything.
        for (
            var delay = Remote.PollDelay;
            reply is IssueReply.Pending && time.GetUtcNow() + delay < until;
            delay = Next(delay)
        )
        {
            await Task.Delay(delay, time, cancellationToken);
            var found = await books.Of(program).FindAsync(program, issue, cancellationToken);
            reply = found is IssueReply.Posted or IssueReply.Failed ? found : reply;
        }

        // :: Step 5
        return await WriteAsync(issue, After(issue, uncertainAt, reply), cancellationToken);
    }

    /// <summary>The issue after what was learnt of it.</summary>
    /// <param name="issue">As it was taken in hand.</param>
    /// <param name="uncertainAt">When it may have been sent before that.</param>
    /// <param name="reply">What was learnt.</param>
    private Issue After(Issue issue, DateTimeOffset? uncertainAt, IssueReply reply) =>
        reply switch
        {
            IssueReply.Posted posted => issue.Settled(Refusal.None) with
            {
                Remote = issue.Remote is { } going
                    ? going with
                    {
                        HeldUntil = null,
                        Fault = null,
                        Awarded = posted.Points,
                    }
                    : null,
            },
            IssueReply.Failed failed => Failed(issue, failed.Code, failed.Word),
            // A request of which nothing was heard may still arrive and be accepted.
            IssueReply.TurnedAway away => uncertainAt is { } at && time.GetUtcNow() - at < Remote.LingerFor
                ? Later(issue, away.Word, uncertainAt)
                : Failed(issue, away.Code, away.Word),
            IssueReply.Pending => Later(issue, fault: null, issue.Remote?.UncertainAt),
            IssueReply.NoAnswer none => Later(
                issue,
                none.Fault,
                none.MayHaveArrived ? issue.Remote?.UncertainAt : uncertainAt
            ),
            _ => throw new InvalidOperationException($"Nothing follows from {reply.GetType().Name}."),
        };

    private static Issue Failed(Issue issue, Refusal code, string? word)
    {
        var settled = issue.Settled(code);
        return settled with { Remote = settled.Remote is { } going ? going with { Fault = word } : null };
    }

    private Issue Later(Issue issue, string? fault, DateTimeOffset? uncertainAt)
    {
        var going =
            issue.Remote ?? throw new InvalidOperationException($"Our ledger did not decide on {issue.IssueId}.");
        var now = time.GetUtcNow();
        var isGivenUp = now - issue.CreatedAt >= Remote.GiveUpAfter;
        if (isGivenUp)
            Log.GivenUp(logger, issue.IssueId.Value, issue.ProgramId.Value, going.Attempts, fault);
        var most = Remote.MaxRetryDelay;
        var delay = Remote.RetryDelay * Math.Min(Math.Pow(2, going.Attempts - 1), most / Remote.RetryDelay);
        return issue with
        {
            DueAt = isGivenUp ? null : now + (delay * (1 + (Remote.Jitter * ((2 * jitter()) - 1)))),
            Remote = going with { HeldUntil = null, UncertainAt = uncertainAt, Fault = fault },
        };
    }

    /// <summary>Writes down how far an issue has come. Who no longer has it in hand, because that took too long, may still
    /// tell its outcome, and nothing else.</summary>
    private async Task<Issue> WriteAsync(Issue held, Issue after, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= options.Value.MaxAttempts; attempt++)
        {
            var (stored, etag) = await ReadAsync(held.IssueId, cancellationToken);
            if (stored.Status != IssueStatus.Pending)
                return stored;
            var isOutcome = after.Status == IssueStatus.Success || after.Remote is null;
            if (stored.Remote?.Attempts != held.Remote?.Attempts && !isOutcome)
                return stored;
            // A callback that came meanwhile would else be forgotten.
            var told = stored.Remote is { Told: true } && after.Status == IssueStatus.Pending;
            if (
                await issues.ReplaceAsync(
                    told ? after with { DueAt = time.GetUtcNow() } : after,
                    etag,
                    cancellationToken
                )
            )
                return after;
        }

        throw new UnavailableException($"Others changed issue {held.IssueId} each time.");
    }

    private async ValueTask<PointProgram> ProgramAsync(Issue issue, CancellationToken cancellationToken) =>
        await catalog.FindAsync<PointProgram>(PointProgram.KeyOf(issue.OrgId, issue.ProgramId), cancellationToken)
        ?? throw new InvalidOperationException($"Issue {issue.IssueId} names a program that does not exist.");

    private async ValueTask<Versioned<Issue>> ReadAsync(EntryId id, CancellationToken cancellationToken) =>
        await issues.FindAsync(id, cancellationToken) ?? throw new InvalidOperationException($"Issue {id} is gone.");

    private DateTimeOffset WaitEnds(bool waits) => time.GetUtcNow() + (waits ? Remote.Wait : TimeSpan.Zero);

    private TimeSpan Next(TimeSpan delay) => 2 * delay < Remote.MaxPollDelay ? 2 * delay : Remote.MaxPollDelay;
}
