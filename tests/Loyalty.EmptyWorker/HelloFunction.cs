using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace Loyalty.EmptyWorker;

/// <summary>Answers.</summary>
public sealed class HelloFunction
{
    [Function("Hello")]
    public IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "hello")] HttpRequest request) =>
        Results.Text($"Hello, {request.Host}!");
}
