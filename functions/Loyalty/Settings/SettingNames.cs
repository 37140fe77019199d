using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Loyalty.Settings;

/// <summary>The names of all that is set in our sections, which are checked like other options' values.</summary>
public sealed class SettingNames
{
    /// <summary>What faults are told under.</summary>
    public const string Section = "Settings";

    /// <summary>Finds the names that nobody reads, from wherever they come. What is in no section of ours is not
    /// ours to judge: others share the environment.</summary>
    internal sealed class Check(IConfiguration configuration, IEnumerable<SettingSection> sections)
        : IValidateOptions<SettingNames>
    {
        /// <inheritdoc/>
        public ValidateOptionsResult Validate(string? name, SettingNames options)
        {
            var known = sections
                .SelectMany(section => section.Settings.Select(setting => Path(section, setting)))
                .ToHashSet(StringComparer.OrdinalIgnoreCase);
            var faults = (
                from section in sections
                from set in configuration.GetSection(section.Name).GetChildren()
                let path = Path(section, set.Key)
                where !known.Contains(path) && !section.OfOthers.Contains(set.Key, StringComparer.OrdinalIgnoreCase)
                let nearest = known.MinBy(setting => Distance(setting, path))
                select $"There is no {path}: did you mean {nearest}?"
            )
                .Distinct()
                .ToList();
            return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
        }

        private static string Path(SettingSection section, string setting) => $"{section.Name}:{setting}";
    }

    /// <summary>How many letters have to be put in, left out or changed to make one name of the other (Levenshtein),
    /// upper and lower case being one.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        foreach (var letter in one)
        {
            var diagonal = row[0]++;
            for (var at = 1; at < row.Length; at++)
            {
                var changed = char.ToUpperInvariant(letter) == char.ToUpperInvariant(other[at - 1]) ? 0 : 1;
                (diagonal, row[at]) = (row[at], Math.Min(diagonal + changed, Math.Min(row[at - 1], row[at]) + 1));
            }
        }

        return row[^1];
    }
}
