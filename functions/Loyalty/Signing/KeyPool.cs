using Microsoft.Extensions.ObjectPool;

namespace Loyalty.Signing;

/// <summary>
/// Instances of one key for as many threads as use it at once. What is returned beyond twice the processors is disposed
/// of, and so is every later return once the pool itself is.
/// </summary>
internal static class KeyPool
{
    private static readonly DefaultObjectPoolProvider Provider = new();

    public static ObjectPool<T> Of<T>(Func<T> import)
        where T : class, IDisposable => Provider.Create(new Policy<T>(import));

    private sealed class Policy<T>(Func<T> import) : PooledObjectPolicy<T>
        where T : class
    {
        public override T Create() => import();

        public override bool Return(T obj) => true;
    }
}
