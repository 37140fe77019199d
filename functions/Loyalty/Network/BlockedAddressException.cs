namespace Loyalty.Network;

/// <summary>
/// A host resolved to an address that this request may not go to. An exception, because it has to pass through
/// <see cref="System.Net.Http.SocketsHttpHandler"/>, which makes it the cause of an
/// <see cref="System.Net.Http.HttpRequestException"/>.
/// </summary>
internal sealed class BlockedAddressException() : IOException("The host has an address that requests may not go to.");
