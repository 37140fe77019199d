namespace Loyalty.Embedded;

/// <summary>What a receiver asks for.</summary>
internal sealed record TakeOrder(
    string Queue,
    int Most,
    DateTimeOffset Now,
    DateTimeOffset LeaseUntil,
    int MostDeliveries
);
