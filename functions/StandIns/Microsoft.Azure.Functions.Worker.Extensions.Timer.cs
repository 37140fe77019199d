// Stand-in for Microsoft.Azure.Functions.Worker.Extensions.Timer: see Microsoft.Azure.Functions.Worker.cs.
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Fires on a schedule of six fields, seconds first.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class TimerTriggerAttribute(string schedule) : TriggerBindingAttribute
{
    public string Schedule { get; } = schedule;
    public bool RunOnStartup { get; set; }
    public bool UseMonitor { get; set; } = true;
}

/// <summary>What a timer knows of its schedule.</summary>
public class TimerInfo
{
    public bool IsPastDue { get; set; }
}
