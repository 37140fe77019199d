using System.CommandLine;
using Loyalty.Azure.Cosmos;
using Loyalty.Embedded;
using Loyalty.Local.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Loyalty.Local.Commands;

/// <summary>What a stopped host left: its data folder, and the store that goes with it.</summary>
internal sealed class StoppedStore : IAsyncDisposable
{
    private readonly SqliteDatabase database;
    private readonly ServiceProvider? cosmos;

    private StoppedStore(SqliteDatabase database, ServiceProvider? cosmos)
    {
        this.database = database;
        this.cosmos = cosmos;
        Folder = new SqliteAudit(database);
    }

    /// <summary>What is in the data folder: the queues, and with SQLite all else.</summary>
    public SqliteAudit Folder { get; }

    /// <summary>Everything else.</summary>
    public IStoreReader Store => cosmos?.GetRequiredService<IStoreReader>() ?? Folder;

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
        var choice = StoreChoice.Read(configuration, settings.ContainsKey(StoreChoice.EndpointSetting));
        var database = SqliteDatabase.OpenReadOnly(
            new EmbeddedOptions { DataDirectory = DataOption.Directory(arguments) }
        );
        try
        {
            StoreMark.Require(database.Directory, choice.Kind);
            return new StoppedStore(database, choice.Kind == StoreKind.Cosmos ? OpenCosmos(configuration) : null);
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
        if (cosmos is not null)
            await cosmos.DisposeAsync();
        await database.DisposeAsync();
    }

    private static ServiceProvider OpenCosmos(IConfiguration configuration) =>
        new ServiceCollection().AddSingleton(configuration).AddCosmosStores().BuildServiceProvider();
}
