namespace Loyalty.Tests;

public class RefusalsTests
{
    [Fact]
    public void Every_refusal_has_one_form_in_order_of_precedence()
    {
        Assert.Equal(
            Enum.GetValues<Refusal>().Where(refusal => refusal != Refusal.None).Order(),
            Refusals.All.Select(row => row.Refusal)
        );
        Assert.Equal(Refusals.All.Count, Refusals.All.Select(row => row.Form.Code).Distinct().Count());
    }
}
