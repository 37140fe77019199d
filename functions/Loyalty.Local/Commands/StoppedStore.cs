using System.CommandLine;
using Loyalty.Azure.Cosmos;
using Loyalty.Azure.ServiceBus;
using Loyalty.Embedded;
using Loyalty.Local.Hosting;
using Loyalty.Messaging;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Loyalty.Local.Commands;

/// <summary>What a stopped host left: its data folder, and the store that goes with it.</summary>
internal sealed class StoppedStore : IAsyncDisposable
{
    private readonly SqliteDatabase database;
    private readonly ServiceProvider? azure;

    private StoppedStore(SqliteDatabase database, ServiceProvider? azure)
    {
        this.database = database;
        this.azure = azure;
        Folder = new SqliteAudit(database);
    }

    /// <summary>What is in the data folder; with SQLite, all.</summary>
    public SqliteAudit Folder { get; }

    /// <summary>The queues.</summary>
    public IQueueReader Queues => azure?.GetService<IQueueReader>() ?? Folder;

    /// <summary>Everything else.</summary>
    public IStoreReader Store => azure?.GetRequiredService<IStoreReader>() ?? Folder;

    /// <summary>Opens what the arguments and the environment name; nothing in the folder can be changed.</summary>
    /// <exception cref="EmbeddedStoreException">There is no data in the folder, or it is in use.</exception>
    /// <exception cref="InvalidDataException">The folder belongs to another store.</exception>
    /// <exception cref="OptionsValidationException">The settings cannot be.</exception>
    public static async Task<StoppedStore> OpenAsync(ParseResult arguments)
    {
        var settings = StoreOptions.Read(arguments);
        var configuration = new ConfigurationBuilder()
            .AddEnvironmentVariables()
            .AddInMemoryCollection(settings)
            .Build();
        var choice = StoreChoice.Read(configuration, settings.ContainsKey);
        var database = SqliteDatabase.OpenReadOnly(
            new EmbeddedOptions { DataDirectory = DataOption.Directory(arguments) }
        );
        try
        {
            StoreMark.Require(database.Directory, choice);
            return new StoppedStore(
                database,
                choice.Kind == StoreKind.Cosmos ? OpenAzure(configuration, choice.Queue) : null
            );
        }
        catch
        {
            await database.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (azure is not null)
            await azure.DisposeAsync();
        await database.DisposeAsync();
    }

    private static ServiceProvider OpenAzure(IConfiguration configuration, QueueKind queue)
    {
        var services = new ServiceCollection().AddSingleton(configuration).AddCosmosStores();
        if (queue == QueueKind.ServiceBus)
            services.AddServiceBusQueues();
        return services.BuildServiceProvider();
    }
}
