using Microsoft.Extensions.Options;

namespace LoyaltyFunctions;

/// <summary>
/// Why the app does not start, for whoever reads the log. The Functions host takes only those lines of its worker's
/// standard error for errors that say so, and keeps the last three: each fault is one line, and all settings are one.
/// </summary>
internal static class StartFaults
{
    /// <summary>The line that says it there.</summary>
    public static string Line(string text) => $"error: {text.ReplaceLineEndings(" ")}";

    /// <summary>Checks every setting; null when all are well, else each that is missing or wrong.</summary>
    public static string? In(IStartupValidator settings)
    {
        try
        {
            settings.Validate();
            return null;
        }
        catch (OptionsValidationException fault)
        {
            return Describe([fault]);
        }
        catch (AggregateException faults)
            when (faults.InnerExceptions.All(fault => fault is OptionsValidationException))
        {
            return Describe(faults.InnerExceptions.Cast<OptionsValidationException>());
        }
    }

    private static string Describe(IEnumerable<OptionsValidationException> faults)
    {
        var settings =
            from fault in faults
            from failure in fault.Failures
            let section = fault.OptionsType.GetField("Section")?.GetRawConstantValue() as string
            select $"{section ?? fault.OptionsType.Name}: {failure}";
        return "The app does not start, because of its settings: " + string.Join(' ', settings.Distinct().Order());
    }
}
