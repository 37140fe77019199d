// Stand-in for Microsoft.Azure.Functions.Worker (2.x): the signatures of its public API that this app uses, same
// namespaces and names, and no behaviour. A build with UseAzurePackages=true uses the real package instead and does
// not compile this file. Nothing may be added here that the real package does not have.
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Azure.Functions.Worker
{
    /// <summary>Marks a method as a function.</summary>
    [AttributeUsage(AttributeTargets.Method)]
    public class FunctionAttribute(string name) : Attribute
    {
        public string Name { get; } = name;
    }

    /// <summary>What a middleware sees of one invocation.</summary>
    public abstract class FunctionContext
    {
        public abstract string InvocationId { get; }
        public abstract TraceContext TraceContext { get; }
        public abstract BindingContext BindingContext { get; }
        public abstract IServiceProvider InstanceServices { get; set; }
        public abstract FunctionDefinition FunctionDefinition { get; }
        public virtual CancellationToken CancellationToken { get; }
    }

    /// <summary>The trace that the host calls within (W3C Trace Context).</summary>
    public abstract class TraceContext
    {
        public abstract string TraceParent { get; }
        public abstract string TraceState { get; }
    }

    /// <summary>What the host tells of the trigger beside its value.</summary>
    public abstract class BindingContext
    {
        public abstract IReadOnlyDictionary<string, object?> BindingData { get; }
    }

    /// <summary>What the host knows of a function.</summary>
    public abstract class FunctionDefinition
    {
        public abstract string Name { get; }
    }
}

namespace Microsoft.Azure.Functions.Worker.Middleware
{
    /// <summary>A step around every invocation; registered types become singletons.</summary>
    public interface IFunctionsWorkerMiddleware
    {
        Task Invoke(FunctionContext context, FunctionExecutionDelegate next);
    }

    /// <summary>The rest of the invocation.</summary>
    public delegate Task FunctionExecutionDelegate(FunctionContext context);
}

namespace Microsoft.Azure.Functions.Worker.Builder
{
    /// <summary>Entry to the builder.</summary>
    public static class FunctionsApplication
    {
        public static FunctionsApplicationBuilder CreateBuilder(string[] args) => new();
    }

    /// <summary>Collects middleware.</summary>
    public interface IFunctionsWorkerApplicationBuilder
    {
        IServiceCollection Services { get; }
    }

    /// <summary>Builds the worker.</summary>
    public class FunctionsApplicationBuilder : IHostApplicationBuilder, IFunctionsWorkerApplicationBuilder
    {
        private readonly HostApplicationBuilder inner = Host.CreateEmptyApplicationBuilder(null);

        internal FunctionsApplicationBuilder() { }

        public IDictionary<object, object> Properties => ((IHostApplicationBuilder)inner).Properties;
        public IConfigurationManager Configuration => inner.Configuration;
        public IHostEnvironment Environment => inner.Environment;
        public ILoggingBuilder Logging => inner.Logging;
        public IMetricsBuilder Metrics => inner.Metrics;
        public IServiceCollection Services => inner.Services;

        public void ConfigureContainer<TContainerBuilder>(
            IServiceProviderFactory<TContainerBuilder> factory,
            Action<TContainerBuilder>? configure = null
        )
            where TContainerBuilder : notnull =>
            ((IHostApplicationBuilder)inner).ConfigureContainer(factory, configure);

        public IHost Build() =>
            throw new PlatformNotSupportedException(
                "This build of the function app has stand-ins for the Azure packages: build it with UseAzurePackages=true, or run functions/Loyalty.Local."
            );
    }
}

namespace Microsoft.Extensions.Hosting
{
    /// <summary>Adds middleware to the worker.</summary>
    public static class MiddlewareConfigurationExtensions
    {
        public static IFunctionsWorkerApplicationBuilder UseMiddleware<T>(
            this IFunctionsWorkerApplicationBuilder builder
        )
            where T : class, IFunctionsWorkerMiddleware => builder;
    }
}
