namespace Loyalty.Console.Tests.Support;

/// <summary>All tests of the console share one host and one browser: starting both for each class would take long.</summary>
[CollectionDefinition(Name)]
public sealed class ConsoleCollection : ICollectionFixture<ConsoleFixture>
{
    public const string Name = "console";
}
