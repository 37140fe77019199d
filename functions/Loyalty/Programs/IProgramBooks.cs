using Loyalty.Catalog;

namespace Loyalty.Programs;

/// <summary>Port: whoever keeps a program's books, our ledger or another points system. What a value is worth is ours to
/// say in both cases.</summary>
public interface IProgramBooks
{
    /// <summary>The member that a client means by a user: that one, or the one who is connected with it.</summary>
    ValueTask<MemberId> MemberOfAsync(PointProgram program, MemberId user, CancellationToken cancellationToken);

    /// <summary>Why nothing can be issued to a member, as far as that is known before it is tried.</summary>
    ValueTask<Refusal> WhyNotAsync(PointProgram program, MemberId member, CancellationToken cancellationToken);

    /// <summary>Whether points could be issued to a user: by the member's id, that of a connected user, or the e-mail
    /// address; where both are given, they have to name the same. <see cref="Refusal.Unavailable"/> where that cannot be
    /// found out now.</summary>
    Task<Outcome<ValidityDocument>> ValidateAsync(
        PointProgram program,
        MemberId? user,
        string? email,
        CancellationToken cancellationToken
    );

    /// <summary>Books an issue, once however often it is called.</summary>
    Task<IssueReply> IssueAsync(PointProgram program, Issue issue, CancellationToken cancellationToken);

    /// <summary>What has become of an issue; nothing is booked.</summary>
    Task<IssueReply> FindAsync(PointProgram program, Issue issue, CancellationToken cancellationToken);
}
