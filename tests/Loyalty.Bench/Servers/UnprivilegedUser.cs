namespace Loyalty.Bench.Servers;

/// <summary>The user that PostgreSQL runs as when we are root, which it refuses to be.</summary>
/// <param name="UserId">Its number.</param>
/// <param name="GroupId">The number of its first group.</param>
internal sealed record UnprivilegedUser(string UserId, string GroupId)
{
    /// <summary>As <c>chown</c> takes it.</summary>
    public string Owner => $"{UserId}:{GroupId}";

    /// <summary>What a command begins with to run as this user, in the same process.</summary>
    public IReadOnlyList<string> CommandPrefix =>
        ["setpriv", $"--reuid={UserId}", $"--regid={GroupId}", "--clear-groups"];

    /// <summary>The user postgres, or else nobody.</summary>
    public static UnprivilegedUser? Find()
    {
        var users = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).ToList();
        var user = users.Find(fields => fields[0] == "postgres") ?? users.Find(fields => fields[0] == "nobody");
        return user is null ? null : new UnprivilegedUser(user[2], user[3]);
    }
}
