using System.CommandLine;
using System.Security.Cryptography;
using Loyalty.Embedded;
using Loyalty.Keys;
using Loyalty.Local.Demo;
using Loyalty.Local.Hosting;
using Loyalty.Local.Proof;

namespace Loyalty.Local.Commands;

/// <summary><c>loyalty backup</c>: copies a data folder, also while its host runs, and proves the copy. Exit code 0 =
/// everything holds, 1 = faults, 2 = there is no backup.</summary>
internal static class BackupCommand
{
    private static readonly Argument<string> Target = new("folder")
    {
        Description = "The folder to make. One that exists is left alone.",
    };

    // What lies beside the database. All of it is for its owner alone.
    private static readonly string[] Beside = [KeyFile.FileName, StoreMark.FileName, DemoFile.FileName];

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("backup", "Copy the data folder, also of a running host, and prove the copy.");
        command.Arguments.Add(Target);
        command.Options.Add(DataOption.Data);
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellationToken)
    {
        var source = Path.GetFullPath(DataOption.Directory(arguments));
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(arguments.GetRequiredValue(Target)));
        if (Path.Exists(target))
            throw new IOException($"'{target}' exists: a backup is never written over another. Name a new folder.");
        // Only what is whole gets the name.
        var unfinished = $"{target}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}.new";
        try
        {
            CreatePrivate(unfinished);
            await CopyAsync(source, unfinished, cancellationToken);
            var (faults, found) = await ProveAsync(unfinished, cancellationToken);
            Directory.Move(unfinished, target);
            PrivateFile.SyncFolder(target);
            var output = arguments.InvocationConfiguration.Output;
            await output.WriteLineAsync($"'{target}' is a copy of '{source}'.");
            await output.WriteLineAsync(found);
            return await VerifyCommand.TellAsync(faults, output, arguments.InvocationConfiguration.Error);
        }
        finally
        {
            if (Directory.Exists(unfinished))
                Directory.Delete(unfinished, recursive: true);
        }
    }

    private static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(
                folder,
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
            );
    }

    private static async Task CopyAsync(string source, string folder, CancellationToken cancellationToken)
    {
        SqliteDatabase.Copy(source, folder);
        // After the database, so that no key is missing that it needs.
        foreach (var name in Beside.Where(name => File.Exists(Path.Combine(source, name))))
            PrivateFile.TryCreate(
                Path.Combine(folder, name),
                await File.ReadAllBytesAsync(Path.Combine(source, name), cancellationToken)
            );
    }

    private static async Task<(IReadOnlyList<string> Faults, string Found)> ProveAsync(
        string folder,
        CancellationToken cancellationToken
    )
    {
        await using var database = SqliteDatabase.OpenCopy(folder);
        await RequireKeysAsync(folder, new SqliteCatalog(database), cancellationToken);
        var audit = new SqliteAudit(database);
        if (StoreMark.Read(folder).Store == StoreKind.Cosmos)
            return (
                await audit.DefectsAsync(cancellationToken),
                "It has queues and keys; the ledger is in Cosmos DB, which has backups of its own."
            );
        var report = await new StoreProof(audit, audit, audit).RunAsync(cancellationToken);
        return (report.Faults, VerifyCommand.CountsOf(report));
    }

    /// <exception cref="InvalidDataException">The copy would be one that cannot be started.</exception>
    private static async Task RequireKeysAsync(
        string folder,
        SqliteCatalog catalog,
        CancellationToken cancellationToken
    )
    {
        var mark = (await catalog.FindAsync<KeyMark>(KeyMark.OnlyKey, cancellationToken))?.Value;
        var path = Path.Combine(folder, KeyFile.FileName);
        if (!File.Exists(path))
            throw new InvalidDataException(
                $"There is no {KeyFile.FileName} beside the database, and no backup without it: put it back first"
                    + (mark is null ? "." : $", into {mark.Place}.")
            );
        using var keys = KeyFile.Open(path, TimeProvider.System);
        if (mark is not null && mark.DataKeyId != keys.DataKey.Id)
            throw new InvalidDataException(
                $"{KeyFile.FileName} has key {keys.DataKey.Id}, and this store's secrets are sealed with {mark.DataKeyId}: "
                    + "put the right file back first."
            );
    }
}
