namespace Loyalty.Callbacks;

/// <summary>
/// A callback's host resolved to an address that callbacks may not go to. An exception, because it has to pass through
/// <see cref="System.Net.Http.SocketsHttpHandler"/>; <see cref="CallbackSender"/> makes a value of it.
/// </summary>
internal sealed class CallbackBlockedException() : IOException("The host has an address that callbacks may not go to.");
