using System.Security.Cryptography;

namespace Loyalty;

/// <summary>Randomness for delays, handed in so that tests can hand in theirs.</summary>
/// <returns>A number in [0, 1).</returns>
public delegate double Jitter();

/// <summary>Where production's jitter comes from.</summary>
public static class RandomJitter
{
    /// <summary>Uniform over 2^31 values.</summary>
    public static double Next() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;
}
