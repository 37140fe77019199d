using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;

namespace Loyalty.Local.Hosting;

/// <summary>The addresses that an option names to listen on, and what is said when they cannot be listened on.</summary>
internal static class ListenAddress
{
    /// <summary>Refuses what is no address, before anything is started on it.</summary>
    /// <param name="option">The option that names them.</param>
    /// <param name="urls">One, or several separated by semicolons.</param>
    /// <exception cref="FormatException">One of them is no address.</exception>
    public static void Require(string option, string urls)
    {
        foreach (var url in urls.Split(';'))
            if (!IsAddress(url))
                throw new FormatException(
                    $"{option} is '{url}': it must be an address like http://127.0.0.1:7071, without a path."
                );
    }

    /// <summary>The first of the configured URLs; one that means every address is reached by loopback from here.</summary>
    public static Uri FirstOf(string urls)
    {
        var binding = BindingAddress.Parse(urls.Split(';')[0]);
        var host = binding.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "127.0.0.1" : binding.Host;
        return new UriBuilder(binding.Scheme, host, binding.Port).Uri;
    }

    /// <summary>Starts what listens on them.</summary>
    /// <exception cref="IOException">They are taken, or not this machine's.</exception>
    public static async Task BindAsync(string option, string urls, Func<Task> start)
    {
        try
        {
            await start();
        }
        catch (Exception fault)
            when (fault
                    is SocketException
                        or IOException { InnerException: AddressInUseException or AggregateException }
            )
        {
            throw new IOException(
                $"Cannot listen on {urls}: {fault.GetBaseException().Message}. Choose another address with {option}.",
                fault
            );
        }
    }

    // The server takes * and + for every address of this machine, which a Uri does not know.
    private static bool IsAddress(string url) =>
        Uri.TryCreate(
            url.Replace("//*", "//any", StringComparison.Ordinal).Replace("//+", "//any", StringComparison.Ordinal),
            UriKind.Absolute,
            out var uri
        )
        && uri.Scheme == Uri.UriSchemeHttp
        && uri.PathAndQuery == "/";
}
