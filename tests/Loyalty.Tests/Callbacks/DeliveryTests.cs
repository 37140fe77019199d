using Loyalty.Callbacks;
using Loyalty.Tests.Support;

namespace Loyalty.Tests.Callbacks;

public sealed class DeliveryTests
{
    [Fact]
    public void The_latest_hundred_attempts_are_kept()
    {
        var delivery = Delivery.Of(CallbackSample.Message());
        for (var n = 1; n <= 250; n++)
        {
            delivery = delivery.After(
                CallbackSample.Message(),
                new DeliveryAttempt(Given.Noon, n, 1, null),
                DeliveryStatus.Pending,
                Given.Noon
            );
            Assert.Equal(Math.Min(n, 100), delivery.Attempts.Count);
        }
        Assert.Equal((151, 250), (delivery.Attempts[0].StatusCode!.Value, delivery.Attempts[^1].StatusCode!.Value));
    }
}
