using System.Reflection;

namespace Loyalty.Local.Hosting;

/// <summary>A function with a timer trigger.</summary>
internal sealed record TimerFunction(string Name, MethodInfo Method, TimerSchedule Schedule);
