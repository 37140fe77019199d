namespace Loyalty.Keys;

/// <summary>Settings of the platform's own keys, section <c>Keys</c>.</summary>
public sealed class KeyOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Keys";

    /// <summary>The id of keys that are lost for good, as the refused start named it: others may take their place. Left
    /// set, it allows no second loss. Default none.</summary>
    public string Lost { get; set; } = "";
}
