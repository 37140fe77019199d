using Loyalty.Catalog;
using Loyalty.Programs.Remote;

namespace Loyalty.Programs;

/// <summary>Who keeps the books of which program.</summary>
public sealed class ProgramBooks(LocalBooks local, RemoteBooks remote)
{
    public IProgramBooks Of(PointProgram program) => program.Remote is null ? local : remote;
}
