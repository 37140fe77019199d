namespace Loyalty.Settings;

/// <summary>A section of the configuration that is ours alone.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Options">What it is bound to: each writable property is a setting.</param>
/// <param name="OfOthers">Settings in it that somebody else reads.</param>
public sealed record SettingSection(string Name, Type Options, IReadOnlyList<string> OfOthers)
{
    /// <summary>Our settings in it.</summary>
    public IEnumerable<string> Settings =>
        Options.GetProperties().Where(property => property.CanWrite).Select(property => property.Name);
}
