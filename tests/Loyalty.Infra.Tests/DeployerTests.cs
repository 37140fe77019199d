namespace Loyalty.Infra.Tests;

/// <summary>What the identity that deploys from GitHub may do.</summary>
public class DeployerTests
{
    private static readonly Deployment Deployer = new("deployer/main");

    [Fact]
    public void It_has_rights_in_its_resource_group_alone_and_gives_no_others_than_the_templates_do()
    {
        const string Subscription = "/subscriptions/11111111-1111-1111-1111-111111111111";
        var group = Deployer.Of("Microsoft.Resources/resourceGroups").Select(Deployment.IdOf).First();
        var role = Assert.Single(Deployer.Of("Microsoft.Authorization/roleDefinitions"));
        var assignments = Deployer
            .Of("Microsoft.Authorization/roleAssignments")
            .ToDictionary(
                assignment => Deployment.At(assignment, "roleDefinitionId").GetString()!.Split('/')[^1],
                assignment => assignment
            );
        Assert.Equal(
            [
                (group, "b24988ac-6180-42a0-ab88-20f7382dd24c"),
                (group, "f58310d9-a9f6-439a-9e8d-f62e7b41a168"),
                (Subscription, Deployment.NameOf(role)),
            ],
            assignments
                .Select(found => (Scope: Deployment.IdOf(found.Value).Split("/providers/")[0], Role: found.Key))
                .OrderByDescending(found => found.Scope)
                .ThenBy(found => found.Role)
        );
        Assert.Equal(
            [
                "Microsoft.Resources/deployments/*",
                "Microsoft.Resources/subscriptions/resourceGroups/read",
                "*/register/action",
            ],
            Assert
                .Single(Deployment.At(role, "permissions").EnumerateArray())
                .GetProperty("actions")
                .EnumerateArray()
                .Select(action => action.GetString())
        );

        var administrator = assignments["f58310d9-a9f6-439a-9e8d-f62e7b41a168"];
        var roles = string.Join(", ", PolicyTests.Rights.Select(right => right.Role).Distinct().Order());
        var limits = new[] { ("write", "@Request"), ("delete", "@Resource") }.Select(limit =>
            $"((!(ActionMatches{{'Microsoft.Authorization/roleAssignments/{limit.Item1}'}})) OR ("
            + $"{limit.Item2}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] "
            + $"ForAnyOfAnyValues:GuidEquals {{{roles}}} AND "
            + $"{limit.Item2}[Microsoft.Authorization/roleAssignments:PrincipalType] "
            + "ForAnyOfAnyValues:StringEqualsIgnoreCase {'ServicePrincipal'}))"
        );
        Assert.Equal(string.Join(" AND ", limits), Deployment.At(administrator, "condition").GetString());
        Assert.Equal("2.0", Deployment.At(administrator, "conditionVersion").GetString());
    }

    [Fact]
    public void It_signs_in_from_its_environment_on_GitHub_alone_and_is_out_of_its_own_reach()
    {
        var credential = Assert.Single(
            Deployer.Of("Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials")
        );
        Assert.Equal("repo:OWNER/REPOSITORY:environment:prod", Deployment.At(credential, "subject").GetString());
        Assert.Equal("https://token.actions.githubusercontent.com", Deployment.At(credential, "issuer").GetString());
        Assert.Contains("/resourceGroups/rg-loyalty-prod-deployer/", Deployment.IdOf(credential));
        Assert.Equal("rg-loyalty-prod", Deployment.NameOf(Deployment.Prod.Of("Microsoft.Resources/resourceGroups")[0]));
    }
}
