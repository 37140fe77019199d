using Microsoft.Extensions.Options;

namespace LoyaltyFunctions;

/// <summary>What is wrong with the settings, for who reads the log of a start that failed.</summary>
internal static class StartFaults
{
    /// <summary>Checks every setting; null when all are well, else one line for each that is missing or wrong.</summary>
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
        var lines =
            from fault in faults
            from failure in fault.Failures
            let section = fault.OptionsType.GetField("Section")?.GetRawConstantValue() as string
            select $"  {section ?? fault.OptionsType.Name}: {failure}";
        return "The app does not start, because of its settings:\n" + string.Join('\n', lines.Distinct().Order());
    }
}
