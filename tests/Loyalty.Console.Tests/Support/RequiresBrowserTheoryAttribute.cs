namespace Loyalty.Console.Tests.Support;

/// <summary>As <see cref="RequiresBrowserFactAttribute"/>, with data.</summary>
internal sealed class RequiresBrowserTheoryAttribute : TheoryAttribute
{
    public RequiresBrowserTheoryAttribute() => Skip = RequiresBrowser.Missing;
}
