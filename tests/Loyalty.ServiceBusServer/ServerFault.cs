namespace Loyalty.ServiceBusServer;

/// <summary>What goes wrong with one operation.</summary>
public sealed record ServerFault
{
    private ServerFault() { }

    /// <summary>The condition it is refused with; null = the connection breaks and nobody learns what became of it.</summary>
    public string? Condition { get; private init; }

    /// <summary>The link is detached with the condition, where it would otherwise live on.</summary>
    public bool Detaches { get; private init; }

    /// <summary>No answer comes.</summary>
    public bool IsSilent { get; private init; }

    /// <summary>Whether the operation is carried out all the same, and only its answer is lost.</summary>
    public bool AfterEffect { get; private init; }

    /// <summary>The namespace throttles.</summary>
    public static ServerFault Busy { get; } = Refused("com.microsoft:server-busy");

    public static ServerFault Refused(string condition) => new() { Condition = condition };

    public static ServerFault Detached(string condition, bool afterEffect) =>
        new()
        {
            Condition = condition,
            Detaches = true,
            AfterEffect = afterEffect,
        };

    public static ServerFault ConnectionLost(bool afterEffect) => new() { AfterEffect = afterEffect };

    public static ServerFault Silence(bool afterEffect) => new() { IsSilent = true, AfterEffect = afterEffect };
}
