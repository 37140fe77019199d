using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loyalty.Azure.ServiceBus;

/// <summary>Settings of the queues in Azure Service Bus, section <c>ServiceBus</c>; the triggers' connection has the same
/// name and reads the first two as well.</summary>
public sealed class ServiceBusOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "ServiceBus";

    /// <summary>The namespace's address, <c>….servicebus.windows.net</c>. One on this machine is taken for the
    /// emulator's, and may name a port.</summary>
    [Required(AllowEmptyStrings = false)]
    [RegularExpression(
        @"^([A-Za-z0-9.-]+|(localhost|127\.0\.0\.1):[0-9]{1,5})$",
        ErrorMessage = "{0} is a host name: no scheme, no key, no path, and a port only on this machine."
    )]
    public string FullyQualifiedNamespace { get; set; } = "";

    /// <summary>The user-assigned managed identity to sign in with; empty = whatever the machine offers
    /// (<c>DefaultAzureCredential</c>). No key is ever taken but the emulator's published one.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>How long one try of one call may take before it counts as lost. Default 8 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan TryTimeout { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>How often a call that failed in passing is tried again. Sending twice is safe: the queue drops a message
    /// whose id it has just seen. Default 3.</summary>
    [Range(0, 20)]
    public int Retries { get; set; } = 3;

    /// <summary>Wait before the first of these retries; it grows from there. Default 0.5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:30")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>How long one call may take with all its retries, before the caller is told to come back. Default 25 s,
    /// below the lock on a message.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(25);
}

/// <summary>Checks them, by code that is made at build.</summary>
[OptionsValidator]
internal sealed partial class ServiceBusOptionsCheck : IValidateOptions<ServiceBusOptions>;
