using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Loyalty;

/// <summary>What the product tells of itself beside logs. The names are API: alerts and the workbook use them.</summary>
public static class Telemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "Loyalty";

    // Static members are set in the order of the file: the meter must be there before its first instrument.
    private static readonly Meter Meter = new(Name);

    /// <summary>Spans.</summary>
    public static ActivitySource Activities { get; } = new(Name);

    /// <summary>Callbacks posted, or not posted because the client or the URL is no longer allowed.</summary>
    public static Counter<long> CallbackAttempts { get; } =
        Meter.CreateCounter<long>("loyalty.callbacks.attempts", "{attempt}", "Attempts to deliver a callback");

    /// <summary>Callbacks that a receiver took with a 2xx.</summary>
    public static Counter<long> CallbacksDelivered { get; } =
        Meter.CreateCounter<long>("loyalty.callbacks.delivered", "{callback}", "Callbacks that were delivered");

    /// <summary>Callbacks given up.</summary>
    public static Counter<long> CallbacksParked { get; } =
        Meter.CreateCounter<long>("loyalty.callbacks.parked", "{callback}", "Callbacks that were given up");

    /// <summary>How long attempts take.</summary>
    public static Histogram<double> CallbackDuration { get; } =
        Meter.CreateHistogram<double>("loyalty.callbacks.duration", "s", "Duration of attempts");

    /// <summary>Messages that could not be handled and wait for a person.</summary>
    public static Counter<long> MessagesParked { get; } =
        Meter.CreateCounter<long>("loyalty.messages.parked", "{message}", "Messages that were parked");

    /// <summary>Requests that are missing in the request log.</summary>
    public static Counter<long> RequestsNotLogged { get; } =
        Meter.CreateCounter<long>("loyalty.requestlog.lost", "{request}", "Requests missing in the request log");

    /// <summary>Changes of a rule's budget that another host was faster with.</summary>
    public static Counter<long> BudgetConflicts { get; } =
        Meter.CreateCounter<long>(
            "loyalty.budgets.conflicts",
            "{attempt}",
            "Attempts to change a budget that were stale"
        );

    private static readonly Counter<long> Admissions = Meter.CreateCounter<long>(
        "loyalty.admissions",
        "{request}",
        "Points requests by outcome: accepted, replayed or the refusal's code"
    );

    private static readonly Counter<long> Outcomes = Meter.CreateCounter<long>(
        "loyalty.outcomes",
        "{entry}",
        "Ledger outcomes by kind and code"
    );

    /// <summary>Counts a points request.</summary>
    /// <param name="outcome"><c>accepted</c>, <c>replayed</c> or the refusal's code.</param>
    internal static void CountAdmission(string outcome) =>
        Admissions.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    /// <summary>Counts an entry of the ledger.</summary>
    /// <param name="kind">What it does.</param>
    /// <param name="code">Why it was refused; <see cref="Refusal.None"/> = posted.</param>
    internal static void CountOutcome(Enum kind, Refusal code)
    {
        if (Outcomes.Enabled)
            Outcomes.Add(
                1,
                new KeyValuePair<string, object?>("kind", kind.ToString()),
                new KeyValuePair<string, object?>("code", code == Refusal.None ? "posted" : code.Form().Code)
            );
    }
}
