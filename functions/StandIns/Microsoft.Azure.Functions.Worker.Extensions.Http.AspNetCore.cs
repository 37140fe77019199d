// Stand-in for Microsoft.Azure.Functions.Worker.Extensions.Http.AspNetCore: see Microsoft.Azure.Functions.Worker.cs.
using Microsoft.AspNetCore.Http;

namespace Microsoft.Azure.Functions.Worker
{
    /// <summary>From an invocation to its HTTP context.</summary>
    public static class FunctionContextExtensions
    {
        public static HttpContext? GetHttpContext(this FunctionContext context) => null;
    }
}

namespace Microsoft.Azure.Functions.Worker.Builder
{
    /// <summary>Turns the ASP.NET Core integration on.</summary>
    public static class FunctionsApplicationBuilderAspNetCoreExtensions
    {
        public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(
            this FunctionsApplicationBuilder builder
        ) => builder;
    }
}
