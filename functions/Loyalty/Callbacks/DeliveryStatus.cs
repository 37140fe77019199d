namespace Loyalty.Callbacks;

/// <summary>Where a delivery stands.</summary>
public enum DeliveryStatus
{
    Pending = 0,
    Delivered = 1,

    /// <summary>Given up after the last attempt, or because the receiver said 410; can be sent again by hand.</summary>
    Parked = 2,
}
