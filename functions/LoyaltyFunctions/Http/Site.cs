using System.Collections.Frozen;

namespace LoyaltyFunctions.Http;

/// <summary>The files of a web site, as they lie in its folder <c>Site/</c> and are embedded in this assembly.</summary>
/// <param name="name">What the names of its resources begin with.</param>
internal sealed class Site(string name)
{
    private const string Page = "index.html";

    private readonly FrozenDictionary<string, SiteFile> files = Load(name + "/");

    /// <summary>The paths of all files, relative to the site's address.</summary>
    public IReadOnlyList<string> Paths => files.Keys;

    /// <summary>A file by its path relative to the site's address; the empty path is the page itself.</summary>
    public SiteFile? Find(string path) => files.GetValueOrDefault(path.Length == 0 ? Page : path);

    /// <summary>An embedded resource.</summary>
    /// <exception cref="InvalidOperationException">The assembly was built without it.</exception>
    public static byte[] Read(string resource)
    {
        using var stream =
            typeof(Site).Assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException(resource);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    private static FrozenDictionary<string, SiteFile> Load(string prefix)
    {
        var files = new Dictionary<string, SiteFile>(StringComparer.Ordinal);
        foreach (var resource in typeof(Site).Assembly.GetManifestResourceNames())
        {
            if (!resource.StartsWith(prefix, StringComparison.Ordinal))
                continue;
            // The build names resources with the separator of the machine that it runs on.
            var path = resource[prefix.Length..].Replace('\\', '/');
            files.Add(path, new SiteFile(path, Read(resource)));
        }

        return files.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
