using System.Collections.Immutable;
using System.Security.Cryptography;
using Loyalty.Catalog;
using Loyalty.Ledger.Posting;
using Loyalty.Ledger.Rules;
using Loyalty.Notices;
using Loyalty.Notifications;
using Loyalty.Signing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loyalty.ValidationCodes;

/// <summary>
/// Issues one-time codes and tells right ones from wrong ones. A try is taken, durably, before a text is compared, and given
/// back where it was right: so no more texts are ever compared with a code than it has tries, however many tills ask at the
/// same time and on however many hosts.
/// </summary>
public sealed class CodeDesk(
    AccountHandler accounts,
    Notifier notifier,
    IKeyRing keys,
    IOptions<CodeOptions> options,
    TimeProvider time,
    ILogger<CodeDesk> logger
)
{
    private const int NonceBytes = 16;

    /// <summary>Sends a member the code that is good for one redemption: the one that it has, while that is good, else a new
    /// one. The code is stored before the text is on its way: who dies in between sends the same code when asked
    /// again.</summary>
    /// <param name="member">The member.</param>
    /// <param name="program">The program whose points it is to spend.</param>
    /// <param name="points">How many; null = nobody said. The code is good for another number as well.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns><see cref="Refusal.None"/>, <see cref="Refusal.MemberUnreachable"/>, <see cref="Refusal.NoAccount"/>, or
    /// <see cref="Refusal.CodeLimitReached"/>.</returns>
    /// <exception cref="UnavailableException">Others were at work on the account for too long.</exception>
    public async Task<Refusal> IssueAsync(
        Member member,
        PointProgram program,
        Points? points,
        CancellationToken cancellationToken
    )
    {
        var channels = ChannelsTo(member, program.Redemption.CodeChannel);
        if (channels is [] || !await notifier.ReachesAsync(member.OrgId, cancellationToken))
            return Refusal.MemberUnreachable;
        var key = new AccountKey(member.OrgId, member.MemberId, program.ProgramId);
        var (code, refusal) = await accounts.NoteAsync(
            key,
            (account, now) => Issue(account, program.Redemption, now),
            cancellationToken
        );
        if (code is null)
            return refusal;
        var reached = false;
        foreach (var channel in channels)
            reached |= await notifier.SendAsync(TextOf(code, key, program, points, channel), cancellationToken);
        return reached ? Refusal.None : Refusal.MemberUnreachable;
    }

    /// <summary>Whether a text is the code of an account. A wrong one takes a try, a right one changes nothing.</summary>
    /// <exception cref="UnavailableException">Others were at work on the account for too long.</exception>
    public async Task<bool> CheckAsync(AccountKey key, string text, CancellationToken cancellationToken)
    {
        if (await TryAsync(key, text, cancellationToken) is not { } code)
            return false;
        await GiveBackAsync(key, code, cancellationToken);
        return true;
    }

    /// <summary>
    /// Has points spent with a code. The posted entry uses it up, in the same commit; a refusal leaves it alive. A fault may
    /// cost a try. A request that was posted before has used up its code: whoever answers it again looks for its entry first.
    /// </summary>
    /// <param name="key">The account whose code it is.</param>
    /// <param name="text">What the member has shown.</param>
    /// <param name="post">Posts, with its argument as <see cref="Command.Code"/>.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>What <paramref name="post"/> says, or <see cref="Refusal.ValidationCodeInvalid"/>.</returns>
    /// <exception cref="UnavailableException">Others were at work on the account for too long.</exception>
    public async Task<PostingOutcome> UseAsync(
        AccountKey key,
        string text,
        Func<string, Task<PostingOutcome>> post,
        CancellationToken cancellationToken
    )
    {
        if (await TryAsync(key, text, cancellationToken) is not { } code)
            return PostingOutcome.Refused(Refusal.ValidationCodeInvalid);
        var outcome = await post(code.Nonce);
        if (outcome.Entry is null)
            await GiveBackAsync(key, code, cancellationToken);
        return outcome;
    }

    private (Account? After, (ValidationCode? Code, Refusal Refusal) Answer) Issue(
        Account? account,
        RedemptionPolicy policy,
        DateTimeOffset now
    )
    {
        if (account is null)
            return (null, (null, Refusal.NoAccount));
        var limits = options.Value;
        if (account.Code is { } present && present.TakesTries(now))
        {
            var again = present with { TimesSent = present.TimesSent + 1 };
            return again.TimesSent > limits.MaxTimesSent
                ? (null, (null, Refusal.CodeLimitReached))
                : (account with { Code = again }, (again, Refusal.None));
        }

        ImmutableArray<DateTimeOffset> issued =
        [
            .. (account.CodesIssued ?? []).Where(at => at > now - limits.Window),
            now,
        ];
        if (issued.Length > limits.MaxCodes)
            return (null, (null, Refusal.CodeLimitReached));
        var code = new ValidationCode
        {
            Nonce = RandomNumberGenerator.GetHexString(2 * NonceBytes, lowercase: true),
            Length = policy.CodeLength,
            ExpiresAt = now.AddMinutes(policy.CodeMinutes),
            TriesLeft = limits.MaxTries,
            TimesSent = 1,
        };
        return (account with { Code = code, CodesIssued = issued }, (code, Refusal.None));
    }

    /// <summary>Takes a try, then compares; the code, or null when the text is wrong or there is no code that takes
    /// it.</summary>
    private async Task<ValidationCode?> TryAsync(AccountKey key, string text, CancellationToken cancellationToken)
    {
        var code = await accounts.NoteAsync<ValidationCode?>(
            key,
            static (account, now) =>
            {
                if (account?.Code is not { } code || !code.TakesTries(now))
                    return (null, null);
                var tried = code with { TriesLeft = code.TriesLeft - 1 };
                return (account with { Code = tried }, tried);
            },
            cancellationToken
        );
        if (code is null || CodeText.IsOf(code, key, keys.DataKey, text))
            return code;
        if (code.TriesLeft == 0)
            Log.CodeDied(logger, key.OrgId.Value, key.ProgramId.Value);
        return null;
    }

    private Task GiveBackAsync(AccountKey key, ValidationCode tried, CancellationToken cancellationToken) =>
        accounts.NoteAsync(
            key,
            (account, _) =>
                account?.Code is { } code && code.Nonce == tried.Nonce
                    ? (account with { Code = code with { TriesLeft = code.TriesLeft + 1 } }, true)
                    : (null, false),
            cancellationToken
        );

    private static List<string> ChannelsTo(Member member, CodeChannel channel)
    {
        var channels = new List<string>(2);
        if (channel != CodeChannel.Email && member.Mobile is not null)
            channels.Add(Notification.Sms);
        if (channel != CodeChannel.Sms && member.Email is not null)
            channels.Add(Notification.Email);
        return channels;
    }

    private Notification TextOf(
        ValidationCode code,
        AccountKey key,
        PointProgram program,
        Points? points,
        string channel
    )
    {
        var now = time.GetUtcNow();
        var minutes = Math.Max(1, (int)(code.ExpiresAt - now).TotalMinutes);
        return new Notification
        {
            NotificationId = EntryId.ForCodeText(code.Nonce, code.TimesSent, channel).ToString(),
            Type = Notification.ValidationCode,
            OrgId = key.OrgId,
            MemberId = key.MemberId,
            Channel = channel,
            Text =
                $"{CodeText.Of(code, key, keys.DataKey)} is your code to spend "
                + (points is { } number ? $"{number} points" : "points")
                + $" in {program.Name}. It is good once, for {minutes} {(minutes == 1 ? "minute" : "minutes")}.",
            At = now,
            ProgramId = key.ProgramId,
            Points = points,
            ExpiresAt = code.ExpiresAt,
        };
    }
}
