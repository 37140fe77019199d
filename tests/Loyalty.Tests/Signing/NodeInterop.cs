using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Loyalty.Tests.Signing;

/// <summary>Asks <c>tests/interop/interop.js</c>: one JSON line there, one back.</summary>
public sealed class NodeInterop : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private Process? node;

    internal async Task<JsonNode> Ask(object question)
    {
        node ??= Start();
        await node.StandardInput.WriteLineAsync(JsonSerializer.Serialize(question));
        await node.StandardInput.FlushAsync();
        var line = await node.StandardOutput.ReadLineAsync().WaitAsync(Patience);
        return JsonNode.Parse(line ?? throw new InvalidOperationException("interop.js ended."))!;
    }

    public void Dispose()
    {
        node?.StandardInput.Close();
        node?.WaitForExit(Patience);
        node?.Dispose();
    }

    private static Process Start() =>
        Process.Start(
            new ProcessStartInfo("node", "interop.js")
            {
                WorkingDirectory = RequiresNodeFactAttribute.Folder,
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                UseShellExecute = false,
            }
        ) ?? throw new InvalidOperationException("node did not start.");
}
