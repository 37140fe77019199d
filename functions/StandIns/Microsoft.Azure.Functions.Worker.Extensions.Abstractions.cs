// Stand-in for Microsoft.Azure.Functions.Worker.Extensions.Abstractions: see Microsoft.Azure.Functions.Worker.cs.
namespace Microsoft.Azure.Functions.Worker.Extensions.Abstractions;

/// <summary>Any binding.</summary>
public abstract class BindingAttribute : Attribute;

/// <summary>A binding that starts an invocation.</summary>
public abstract class TriggerBindingAttribute : BindingAttribute;

/// <summary>A binding that carries a result out.</summary>
public abstract class OutputBindingAttribute : BindingAttribute;
