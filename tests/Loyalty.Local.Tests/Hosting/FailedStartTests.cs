using System.Net;
using System.Net.Sockets;
using Loyalty.Local.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Loyalty.Local.Tests.Hosting;

/// <summary>A host whose start fails when some of it is already at work.</summary>
public sealed class FailedStartTests
{
    [Fact]
    public async Task What_was_at_work_already_is_told_to_stop_and_complains_of_nothing()
    {
        using var folder = new TestFolder();
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        using var logs = new LogCapture();
        using var worker = new Worker();

        await Assert.ThrowsAsync<IOException>(() =>
            LocalHost.StartAsync(
                new Dictionary<string, string?>
                {
                    ["Embedded:DataDirectory"] = folder.Path,
                    ["urls"] = $"http://{taken.LocalEndpoint}",
                },
                services =>
                {
                    services.RemoveAll<ILoggerProvider>();
                    services.AddSingleton<ILoggerProvider>(logs).AddSingleton<IHostedService>(worker);
                },
                CancellationToken.None
            )
        );

        Assert.True(worker.WasStopped);
        Assert.DoesNotContain(logs.Lines, line => line.StartsWith("Critical", StringComparison.Ordinal));
    }

    private sealed class Worker : BackgroundService
    {
        public bool WasStopped { get; private set; }

        public override async Task StopAsync(CancellationToken cancellationToken)
        {
            WasStopped = true;
            await base.StopAsync(cancellationToken);
        }

        protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
            Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stoppingToken);
    }
}
