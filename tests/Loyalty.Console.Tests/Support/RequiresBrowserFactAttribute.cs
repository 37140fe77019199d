namespace Loyalty.Console.Tests.Support;

/// <summary>A test that needs a browser. Skipped only where none is installed; CI installs one and fails on a skip.</summary>
internal sealed class RequiresBrowserFactAttribute : FactAttribute
{
    public RequiresBrowserFactAttribute() => Skip = RequiresBrowser.Missing;
}
