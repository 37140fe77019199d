namespace Loyalty.Local;

/// <summary>The <c>loyalty</c> command line.</summary>
internal static class EntryPoint
{
    private static int Main() => 0;
}
