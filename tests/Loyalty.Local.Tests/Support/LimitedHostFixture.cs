namespace Loyalty.Local.Tests.Support;

/// <summary>A host with small limits, on a clock that stands still.</summary>
public sealed class LimitedHostFixture()
    : HostFixture(
        clocked: true,
        ("Limits:TokensPerSecond", "2"),
        ("Limits:RequestsPerSecond", "2"),
        ("Limits:ManagementPerSecond", "2"),
        ("Limits:WrongSecretsPerMinute", "10"),
        ("Limits:WrongSecretsPerMinuteOfAddress", "30"),
        ("Limits:AddressHeader", "X-Forwarded-For"),
        ("Limits:Burst", "00:00:05")
    );
