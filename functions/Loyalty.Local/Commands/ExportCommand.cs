using System.CommandLine;
using System.Globalization;
using Loyalty.Ledger.Rules;
using LoyaltyFunctions.Management;
using Command = System.CommandLine.Command;

namespace Loyalty.Local.Commands;

/// <summary><c>loyalty export</c>: the posted entries of a stopped host, for spreadsheets or plain-text accounting.</summary>
internal static class ExportCommand
{
    private static readonly Option<string> Format = new("--format")
    {
        Description = "csv, or hledger (a journal for hledger and ledger-cli; user ids are percent-encoded).",
        DefaultValueFactory = _ => "csv",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        Format.AcceptOnlyFromAmong("csv", "hledger");
        var command = new Command("export", "Print the posted entries of a stopped host.");
        command.Options.Add(Format);
        StoreOptions.On(command);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var output = arguments.InvocationConfiguration.Output;
        await using var stopped = await StoppedStore.OpenAsync(arguments);
        var asJournal = arguments.GetValue(Format) == "hledger";
        if (!asJournal)
            await output.WriteAsync(
                Csv.ByteOrderMark
                    + "at,transactionId,kind,orgId,programId,userId,ruleId,clientId,requestId,points,balanceAfter\r\n"
            );
        var last = DateTimeOffset.MinValue;
        var held = new Dictionary<EntryId, Points>();
        await foreach (var entry in stopped.Store.EntriesAsync(cancellationToken))
        {
            if (entry.Status != EntryStatus.Success)
                continue;
            await output.WriteAsync(asJournal ? JournalOf(entry, held) : Csv.Row(CellsOf(entry)));
            last = entry.At > last ? entry.At : last;
        }

        if (asJournal)
            await foreach (var account in stopped.Store.AccountsAsync(cancellationToken))
            {
                await output.WriteAsync(JournalOf(NameOf(account.Key), account, account.Balance, last));
                if (account.HeldPoints > Points.Zero)
                    await output.WriteAsync(JournalOf($"held:{IdOf(account.Key)}", account, account.HeldPoints, last));
            }
        return 0;
    }

    private static string?[] CellsOf(LedgerEntry entry) =>
        [
            entry.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
            entry.Id.ToString(),
            Name(entry.Kind),
            entry.OrgId.Value,
            entry.ProgramId.Value,
            entry.MemberId.Value,
            entry.RuleId?.Value,
            entry.ClientId?.Value,
            entry.RequestId?.Value,
            entry.Points.ToString(),
            entry.BalanceAfter.ToString(),
        ];

    /// <summary>
    /// A balanced transaction: what the member gains, the programme owes. Points are a commodity named after the program.
    /// </summary>
    private static string JournalOf(LedgerEntry entry, Dictionary<EntryId, Points> held)
    {
        if (entry.Kind == EntryKind.Hold)
            held[entry.Id] = -entry.Points;
        else if (entry is { Kind: EntryKind.Capture or EntryKind.Release, Reverses: { } hold })
            return JournalOf(entry, held.GetValueOrDefault(hold));
        var commodity = $"\"{entry.ProgramId}\"";
        var program = $"{entry.OrgId}:{entry.ProgramId}";
        var against = entry.Kind switch
        {
            EntryKind.Hold => $"held:{IdOf(entry.Account)}",
            EntryKind.Redeem => $"income:redeemed:{program}",
            EntryKind.Expire => $"income:expired:{program}",
            _ => $"expenses:{Name(entry.Kind)}:{program}",
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {entry.At.UtcDateTime:yyyy-MM-dd} ({entry.Id}) {Name(entry.Kind)}
                {NameOf(entry.Account)}  {-entry.Points.Value} {commodity}
                {against}  {entry.Points.Value} {commodity}


            """
        );
    }

    /// <summary>What was held is redeemed, goes back, or has expired meanwhile.</summary>
    private static string JournalOf(LedgerEntry entry, Points held)
    {
        var commodity = $"\"{entry.ProgramId}\"";
        var program = $"{entry.OrgId}:{entry.ProgramId}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {entry.At.UtcDateTime:yyyy-MM-dd} ({entry.Id}) {Name(entry.Kind)}
                held:{IdOf(entry.Account)}  {held.Value} {commodity}
                {NameOf(entry.Account)}  {-entry.Points.Value} {commodity}
                income:redeemed:{program}  {(entry.Requested - held).Value} {commodity}
                income:expired:{program}  {(entry.Points - entry.Requested).Value} {commodity}


            """
        );
    }

    /// <summary>
    /// What the books must come to, on the date of the newest entry. hledger checks by date: after a clock stepped back,
    /// a balance that is asserted any earlier would be compared with a sum of other entries.
    /// </summary>
    private static string JournalOf(string name, Account account, Points points, DateTimeOffset last)
    {
        var commodity = $"\"{account.ProgramId}\"";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {last.UtcDateTime:yyyy-MM-dd} closing balance
                {name}  0 {commodity} = {-points.Value} {commodity}


            """
        );
    }

    /// <summary>Percent-encoded (RFC 3986 §2.1), because a user id may contain what separates accounts from each other and
    /// from amounts. No two ids have the same name.</summary>
    private static string IdOf(AccountKey account) =>
        $"{account.OrgId}:{account.ProgramId}:{Uri.EscapeDataString(account.MemberId.Value)}";

    private static string NameOf(AccountKey account) => $"liabilities:{IdOf(account)}";

    private static string Name(EntryKind kind) => kind.ToString().ToLowerInvariant();
}
