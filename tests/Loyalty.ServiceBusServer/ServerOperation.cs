namespace Loyalty.ServiceBusServer;

/// <summary>What a client asks for.</summary>
/// <param name="Kind">What.</param>
/// <param name="Queue">Of which queue.</param>
/// <param name="Count">How many messages it is about.</param>
public sealed record ServerOperation(ServerOperationKind Kind, string Queue, int Count = 1);
