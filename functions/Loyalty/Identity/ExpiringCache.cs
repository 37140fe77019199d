using System.Diagnostics.CodeAnalysis;

namespace Loyalty.Identity;

/// <summary>
/// What has been verified, until an instant that is checked at every use. When it is full, what has expired goes; when
/// that leaves it more than half full, everything goes, so that the cost of making room stays small for each entry.
/// </summary>
internal sealed class ExpiringCache<T>(int capacity, TimeProvider time)
    where T : class
{
    private readonly CountedMap<Digest256, Slot> slots = new();

    public int Count => slots.Count;

    public bool TryGet(Digest256 key, [NotNullWhen(true)] out T? value)
    {
        value = slots.TryGetValue(key, out var slot) && time.GetUtcNow() < slot.Until ? slot.Value : null;
        return value is not null;
    }

    public void Set(Digest256 key, T value, DateTimeOffset until)
    {
        if (slots.Count >= capacity)
            MakeRoom();
        slots.Set(key, new Slot(value, until));
    }

    private void MakeRoom()
    {
        var now = time.GetUtcNow();
        foreach (var (key, slot) in slots)
            if (slot.Until <= now)
                slots.Remove(key);
        if (slots.Count > capacity / 2)
            slots.Clear();
    }

    private readonly record struct Slot(T Value, DateTimeOffset Until);
}
