namespace Loyalty.FunctionsHost;

/// <summary>A function app, ready to be run.</summary>
/// <param name="Assembly">Its entry assembly; beside it lies all that was built or published with it.</param>
/// <param name="Folder">The folder that it is started in.</param>
/// <param name="Settings">Its settings, as environment variables are named.</param>
public sealed record WorkerProgram(string Assembly, string Folder, IReadOnlyDictionary<string, string> Settings);
