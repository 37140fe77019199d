using Loyalty.Identity;

namespace Loyalty.Tests.Identity;

public sealed class TokenAnswerTests
{
    [Fact]
    public void What_is_no_token_request_is_answered_in_the_form_of_the_token_endpoint()
    {
        Says(TokenAnswer.TooLarge, 413, "invalid_request", "The request body is too large.");
        Says(TokenAnswer.NoForm, 400, "invalid_request", "The body must be application/x-www-form-urlencoded.");
        Says(TokenAnswer.Encoded, 400, "invalid_request", "A Content-Encoding is not supported.");
        Says(TokenAnswer.WrongMethod, 405, "invalid_request", "Tokens are asked for by POST.");
    }

    [Fact]
    public void A_fault_says_when_to_come_again_if_that_helps()
    {
        var second = TimeSpan.FromSeconds(1);
        Says(TokenAnswer.Fault(null), 500, "server_error", "Internal error.");
        Says(TokenAnswer.Fault(second), 503, "temporarily_unavailable", "Try again shortly.", second);
    }

    private static void Says(
        TokenAnswer answer,
        int status,
        string error,
        string description,
        TimeSpan? retryAfter = null
    ) =>
        Assert.Equal(
            (status, error, description, retryAfter, null),
            (answer.Status, answer.Error!.Error, answer.Error.Description, answer.RetryAfter, answer.Challenge)
        );
}
