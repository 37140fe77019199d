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
        await foreach (var entry in stopped.Store.EntriesAsync(cancellationToken))
        {
            if (entry.Status != EntryStatus.Success)
                continue;
            await output.WriteAsync(asJournal ? JournalOf(entry) : Csv.Row(CellsOf(entry)));
            last = entry.At > last ? entry.At : last;
        }

        if (asJournal)
            await foreach (var account in stopped.Store.AccountsAsync(cancellationToken))
                await output.WriteAsync(JournalOf(account, last));
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
    private static string JournalOf(LedgerEntry entry)
    {
        var commodity = $"\"{entry.ProgramId}\"";
        var against = entry.Kind switch
        {
            EntryKind.Redeem => "income:redeemed",
            EntryKind.Expire => "income:expired",
            _ => "expenses:" + Name(entry.Kind),
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {entry.At.UtcDateTime:yyyy-MM-dd} ({entry.Id}) {Name(entry.Kind)}
                {NameOf(entry.Account)}  {-entry.Points.Value} {commodity}
                {against}:{entry.OrgId}:{entry.ProgramId}  {entry.Points.Value} {commodity}


            """
        );
    }

    /// <summary>
    /// What the books must come to, on the date of the newest entry. hledger checks by date: after a clock stepped back,
    /// a balance that is asserted any earlier would be compared with a sum of other entries.
    /// </summary>
    private static string JournalOf(Account account, DateTimeOffset last)
    {
        var commodity = $"\"{account.ProgramId}\"";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {last.UtcDateTime:yyyy-MM-dd} closing balance
                {NameOf(account.Key)}  0 {commodity} = {-account.Balance.Value} {commodity}


            """
        );
    }

    /// <summary>Percent-encoded (RFC 3986 §2.1), because a user id may contain what separates accounts from each other and
    /// from amounts. No two ids have the same name.</summary>
    private static string NameOf(AccountKey account) =>
        $"liabilities:{account.OrgId}:{account.ProgramId}:{Uri.EscapeDataString(account.MemberId.Value)}";

    private static string Name(EntryKind kind) => kind.ToString().ToLowerInvariant();
}
