namespace Loyalty.Local.Tests.Support;

/// <summary>Names that no other test of the run has.</summary>
internal static class Names
{
    private static int last;

    public static string Next(string kind) => $"{kind}-{Interlocked.Increment(ref last)}";
}
