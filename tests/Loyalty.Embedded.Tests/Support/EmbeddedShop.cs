using System.Text.RegularExpressions;
using Loyalty.Callbacks;
using Loyalty.Contracts.Support;
using Loyalty.Messaging;
using Microsoft.Extensions.DependencyInjection;

namespace Loyalty.Embedded.Tests.Support;

/// <summary>A shop on a database of its own, which carries messages as the local host does, and notes every SQL
/// statement.</summary>
internal sealed partial class EmbeddedShop(DataFolder folder)
    : Shop(
        services => services.AddSingleton(folder.Database).AddEmbeddedStores(),
        new Dictionary<string, string?> { ["Catalog:CacheFor"] = "1.00:00:00" }
    )
{
    private const int Most = 256;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private readonly List<string> statements = [];

    private IMessageReceiver Receiver => Services.GetRequiredService<IMessageReceiver>();

    /// <summary>From now on statements are noted.</summary>
    public async Task NoteStatementsAsync()
    {
        folder.Database.Writing.Tell(Note);
        await folder.Database.ReadAsync(
            this,
            static (session, shop) =>
            {
                session.Tell(shop.Note);
                return true;
            },
            default
        );
    }

    /// <summary>What a stage runs, each as its verb and table.</summary>
    public async Task<IReadOnlyList<string>> StatementsOfAsync(Func<Task> stage)
    {
        statements.Clear();
        await stage();
        return [.. statements];
    }

    /// <summary>Applies what waits.</summary>
    public Task ApplyAsync() =>
        HandleAsync(
            QueueNames.Points,
            received => Handler.HandleAsync([.. received.Select(message => message.Body)], received, default)
        );

    /// <summary>Delivers the callbacks that wait.</summary>
    public Task DeliverAsync() =>
        HandleAsync(
            QueueNames.Callbacks,
            async received =>
            {
                foreach (var message in received)
                    await Callbacks.HandleAsync(CallbackMessage.Read(message.Body)!, [message], default);
            }
        );

    private async Task HandleAsync(string queue, Func<IReadOnlyList<ReceivedMessage>, Task> handle)
    {
        var received = await Receiver.ReceiveAsync(queue, Most, Lease, default);
        await handle(received);
        await Receiver.CompleteAsync(received, default);
    }

    private void Note(string sql)
    {
        var form = Form().Match(sql);
        lock (statements)
            statements.Add($"{form.Groups["verb"]} {form.Groups["table"]}".Trim());
    }

    [GeneratedRegex(
        @"^(?<verb>UPDATE)\s+(?<table>\w+)|^(?<verb>\w+)(.*?\b(INTO|FROM)\s+(?<table>\w+))?",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Form();
}
