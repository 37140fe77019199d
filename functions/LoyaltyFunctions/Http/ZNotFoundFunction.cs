using Loyalty;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LoyaltyFunctions.Http;

/// <summary>
/// Answers what no other function takes. The real host tries routes in the order of function names, so this one's name
/// must sort last; and it names no methods, so that every method reaches it.
/// </summary>
public static class ZNotFoundFunction
{
    [Function("ZNotFound")]
    public static IResult Run([HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*path}")] HttpRequest request)
    {
        var methods = Routes.MethodsAt(request.Path);
        if (methods.Count == 0)
            return Reply.Problem(Refusal.NotFound);
        var allow = string.Join(", ", methods);
        return OAuthReply.WrongMethodAt(request.Path, allow)
            ?? Reply.Problem(Refusal.MethodNotAllowed).With("Allow", allow);
    }
}
