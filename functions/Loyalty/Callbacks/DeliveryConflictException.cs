namespace Loyalty.Callbacks;

/// <summary>A delivery's record was changed by others in every try to write it; the message has to be handled again.</summary>
public sealed class DeliveryConflictException(string deliveryId)
    : Exception($"Delivery {deliveryId} was changed by others in every try to record an attempt.");
