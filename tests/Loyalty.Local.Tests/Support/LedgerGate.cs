using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Loyalty.Ledger;
using Loyalty.Ledger.Rules;

namespace Loyalty.Local.Tests.Support;

/// <summary>Holds up every commit to the ledger while it is closed, so that a test can act in between; or breaks one
/// off.</summary>
internal sealed class LedgerGate
{
    private TaskCompletionSource open = new();

    public LedgerGate()
    {
        Open();
    }

    public void Close() => Volatile.Write(ref open, new(TaskCreationOptions.RunContinuationsAsynchronously));

    public void Open() => Volatile.Read(ref open).TrySetResult();

    /// <summary>What the next commit of an entry of a member's meets: before it is stored, or after.</summary>
    public (MemberId Member, bool Stored)? Fault { get; set; }

    /// <summary>What every search ends in; null = in what it finds.</summary>
    public Exception? SearchFault { get; set; }

    /// <summary>The store behind this gate.</summary>
    public ILedgerStore Guard(ILedgerStore store)
    {
        var guarded = DispatchProxy.Create<ILedgerStore, Guarded>();
        ((Guarded)(object)guarded).Stand(store, this);
        return guarded;
    }

    /// <summary>Passes on whatever the port has, but for what the gate does.</summary>
    [SuppressMessage("Performance", "CA1852", Justification = "The proxy is a subclass, made at run time.")]
    public class Guarded : DispatchProxy
    {
        private ILedgerStore store = null!;
        private LedgerGate gate = null!;

        internal void Stand(ILedgerStore behind, LedgerGate at) => (store, gate) = (behind, at);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Name == nameof(ILedgerStore.CommitAsync)
                ? CommitAsync((LedgerBatch)args![0]!, (CancellationToken)args[1]!)
            : targetMethod.Name == nameof(ILedgerStore.SearchAsync) && gate.SearchFault is { } fault
                ? Task.FromException<Page<LedgerEntry>>(fault)
            : targetMethod.Invoke(store, args);

        private async Task<CommitOutcome> CommitAsync(LedgerBatch batch, CancellationToken cancellationToken)
        {
            await Volatile.Read(ref gate.open).Task.WaitAsync(cancellationToken);
            if (gate.Fault is not { } fault || fault.Member != batch.Member.MemberId)
                return await store.CommitAsync(batch, cancellationToken);
            gate.Fault = null;
            if (fault.Stored)
                await store.CommitAsync(batch, cancellationToken);
            throw new IOException("The connection broke, as the test wanted.");
        }
    }
}
