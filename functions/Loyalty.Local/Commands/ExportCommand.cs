using System.CommandLine;
using System.Globalization;
using Loyalty.Ledger.Rules;
using LoyaltyFunctions.Management;
using Microsoft.Extensions.Options;
using Command = System.CommandLine.Command;

namespace Loyalty.Local.Commands;

/// <summary><c>loyalty export</c>: the posted entries of a stopped host, for spreadsheets or plain-text accounting.</summary>
internal static class ExportCommand
{
    private static readonly Option<string> Format = new("--format")
    {
        Description = "csv, or hledger (a journal for hledger and ledger-cli).",
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
        try
        {
            await using var stopped = await StoppedStore.OpenAsync(arguments);
            var asJournal = arguments.GetValue(Format) == "hledger";
            if (!asJournal)
                await output.WriteAsync(
                    "at,transactionId,kind,orgId,programId,userId,ruleId,clientId,requestId,points,balanceAfter\r\n"
                );
            await foreach (var entry in stopped.Store.EntriesAsync(cancellationToken))
                if (entry.Status == EntryStatus.Success)
                    await output.WriteAsync(asJournal ? JournalOf(entry) : Csv.Row(CellsOf(entry)));
            return 0;
        }
        catch (Exception fault)
            when (fault is UnavailableException or InvalidDataException or OptionsValidationException)
        {
            await arguments.InvocationConfiguration.Error.WriteLineAsync(fault.Message);
            return 2;
        }
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
        var member = entry
            .MemberId.Value.Replace(":", "_", StringComparison.Ordinal)
            .Replace("  ", " _", StringComparison.Ordinal);
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
                liabilities:{entry.OrgId}:{entry.ProgramId}:{member}  {-entry.Points.Value} {commodity} = {-entry.BalanceAfter.Value} {commodity}
                {against}:{entry.OrgId}:{entry.ProgramId}  {entry.Points.Value} {commodity}


            """
        );
    }

    private static string Name(EntryKind kind) => kind.ToString().ToLowerInvariant();
}
