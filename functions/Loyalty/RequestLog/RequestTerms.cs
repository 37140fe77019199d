namespace Loyalty.RequestLog;

/// <summary>
/// The words by which segments are found, so that no list ever reads what it does not show: a segment stands under the
/// words of all its requests. Those of a client and an answer are few; a member's are the dear ones, so they have no
/// pairs: who looks for one member's refusals has them picked from that member's requests.
/// </summary>
public static class RequestTerms
{
    /// <summary>The word that every segment stands under.</summary>
    public const string All = "";

    /// <summary>The words that a segment stands under, each once.</summary>
    public static IReadOnlySet<string> Of(RequestSegment segment)
    {
        var terms = new HashSet<string>(StringComparer.Ordinal) { All };
        // Most requests have the client and the answer of the one before.
        (ClientId Client, int Status, Refusal Code)? last = null;
        foreach (var record in segment.Records)
        {
            if (record.MemberId is { } member)
                terms.Add(Member(member));
            var answer = (record.ClientId, record.Status, record.Code);
            if (answer == last)
                continue;
            last = answer;
            var client = Client(record.ClientId);
            terms.Add(client);
            foreach (var word in new[] { Status(record.Status), Outcome(record.Outcome), Code(record.Code) })
            {
                terms.Add(word);
                terms.Add(client + word);
            }
        }

        return terms;
    }

    /// <summary>The word that leads to the fewest segments, among which are all that have what is looked for.</summary>
    public static string Of(RequestFilter filter)
    {
        if (filter.MemberId is { } member)
            return Member(member);
        var client = filter.ClientId is { } id ? Client(id) : "";
        var answer =
            filter.Code is { } code ? Code(code)
            : filter.Status is { } status ? Status(status)
            : filter.Outcome is { } outcome ? Outcome(outcome)
            : "";
        return client + answer;
    }

    private static string Member(MemberId member) => $"m|{member}";

    // Ids of clients have no |.
    private static string Client(ClientId client) => $"c|{client}|";

    private static string Status(int status) => $"s|{status}";

    private static string Outcome(RequestOutcome outcome) => $"o|{(int)outcome}";

    private static string Code(Refusal code) => $"r|{(int)code}";
}
