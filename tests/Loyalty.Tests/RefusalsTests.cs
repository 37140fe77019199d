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

    [Fact]
    public void What_tills_are_refused_is_in_order_of_precedence_and_has_the_seeds_codes()
    {
        var refusals = Refusals.AtTills.Select(row => row.Refusal).ToList();

        Assert.Equal(refusals.Distinct().Order(), refusals);
        Assert.All(Refusals.AtTills, row => Assert.InRange(row.Form.Code, 801, 904));
        Assert.Equal(TillForm.Fault, Refusal.UnexpectedError.AtTill());
        Assert.Equal(TillForm.Done, Refusal.None.AtTill());
    }
}
