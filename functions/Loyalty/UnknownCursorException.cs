namespace Loyalty;

/// <summary>A store was asked for a page behind a cursor that it did not give out, or not for this list. Of a type of
/// its own, so that nothing else that goes wrong while a page is read is taken for a mistake of the caller.</summary>
public sealed class UnknownCursorException() : Exception("This cursor was not given out here, or not for this list.");
