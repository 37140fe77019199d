using System.Text.RegularExpressions;

namespace Loyalty.Infra.Tests;

/// <summary>Identities instead of keys, the fewest rights, nothing secret where it can be read.</summary>
public partial class PolicyTests
{
    /// <summary>Every right of the function app: on what, and which role. Cosmos DB has a list of its own.</summary>
    internal static readonly (string Scope, string Role)[] Rights =
    [
        ("Microsoft.Insights/components", "3913510d-42f4-4e42-8a64-420c390055eb"),
        ("Microsoft.KeyVault/vaults/keys data-key", "e147488a-f6f5-4113-8e2d-b22465e65bf6"),
        ("Microsoft.ServiceBus/namespaces/queues callbacks", "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0"),
        ("Microsoft.ServiceBus/namespaces/queues callbacks", "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39"),
        ("Microsoft.ServiceBus/namespaces/queues points", "4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0"),
        ("Microsoft.ServiceBus/namespaces/queues points", "69a216fc-b8fb-44d8-bc22-1f3c2cd27a39"),
        ("Microsoft.Storage/storageAccounts", "0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"),
        ("Microsoft.Storage/storageAccounts", "974c5e8b-45b9-4653-ba55-5f855dd0fb88"),
        ("Microsoft.Storage/storageAccounts", "b7e6dc6d-f1e8-4753-8033-0f276bb0955b"),
    ];

    /// <summary>What every resource of a type must say.</summary>
    public static TheoryData<string, string, string> Everywhere =>
        new()
        {
            { "Microsoft.ServiceBus/namespaces", "disableLocalAuth", "True" },
            { "Microsoft.ServiceBus/namespaces", "minimumTlsVersion", "1.2" },
            { "Microsoft.DocumentDB/databaseAccounts", "disableLocalAuth", "True" },
            { "Microsoft.DocumentDB/databaseAccounts", "disableKeyBasedMetadataWriteAccess", "True" },
            { "Microsoft.DocumentDB/databaseAccounts", "minimalTlsVersion", "Tls12" },
            { "Microsoft.Storage/storageAccounts", "allowSharedKeyAccess", "False" },
            { "Microsoft.Storage/storageAccounts", "allowBlobPublicAccess", "False" },
            { "Microsoft.Storage/storageAccounts", "allowCrossTenantReplication", "False" },
            { "Microsoft.Storage/storageAccounts", "minimumTlsVersion", "TLS1_2" },
            { "Microsoft.Storage/storageAccounts", "supportsHttpsTrafficOnly", "True" },
            { "Microsoft.Storage/storageAccounts/blobServices/containers", "publicAccess", "None" },
            { "Microsoft.KeyVault/vaults", "enableRbacAuthorization", "True" },
            { "Microsoft.KeyVault/vaults", "enableSoftDelete", "True" },
            { "Microsoft.KeyVault/vaults", "enablePurgeProtection", "True" },
            { "Microsoft.Insights/components", "DisableLocalAuth", "True" },
            { "Microsoft.OperationalInsights/workspaces", "features.disableLocalAuth", "True" },
            { "Microsoft.Web/sites", "httpsOnly", "True" },
            { "Microsoft.Web/sites", "siteConfig.minTlsVersion", "1.2" },
            { "Microsoft.Web/sites", "siteConfig.ftpsState", "Disabled" },
            { "Microsoft.Web/sites/basicPublishingCredentialsPolicies", "allow", "False" },
        };

    /// <summary>What is reached from inside of the virtual network only, in production.</summary>
    public static TheoryData<string> Private =>
        [
            "Microsoft.DocumentDB/databaseAccounts",
            "Microsoft.KeyVault/vaults",
            "Microsoft.ServiceBus/namespaces",
            "Microsoft.Storage/storageAccounts",
        ];

    [Theory]
    [MemberData(nameof(Everywhere))]
    public void A_setting_is_safe_in_every_stage(string type, string path, string expected)
    {
        foreach (var deployment in new[] { Deployment.Dev, Deployment.Prod })
        {
            var resources = deployment.Of(type);
            Assert.NotEmpty(resources);
            Assert.All(resources, resource => Assert.Equal(expected, Deployment.At(resource, path).ToString()));
        }
    }

    [Theory]
    [MemberData(nameof(Private))]
    public void Production_is_reached_through_private_endpoints_alone(string type)
    {
        var resource = Assert.Single(Deployment.Prod.Of(type));
        Assert.Equal("Disabled", Deployment.At(resource, "publicNetworkAccess").GetString());
        Assert.Contains(
            Deployment.Prod.Of("Microsoft.Network/privateEndpoints"),
            endpoint => endpoint.GetRawText().Contains($"\"{Deployment.IdOf(resource)}\"")
        );
        if (resource.GetProperty("properties").TryGetProperty("networkAcls", out var rules))
            Assert.Equal("Deny", rules.GetProperty("defaultAction").GetString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_rights_are_the_least(bool production)
    {
        var deployment = production ? Deployment.Prod : Deployment.Dev;
        var identity = Assert.Single(deployment.Of("Microsoft.ManagedIdentity/userAssignedIdentities"));
        var assignments = deployment.Of("Microsoft.Authorization/roleAssignments");
        var found = assignments.Select(assignment =>
        {
            var scope = deployment.ById(Deployment.IdOf(assignment).Split("/providers/Microsoft.Authorization/")[0]);
            var type = scope.GetProperty("type").GetString()!;
            var role = Deployment.At(assignment, "roleDefinitionId").GetString()!.Split('/')[^1];
            // The names of what stands alone are made up by the template.
            return (type.Count(letter => letter == '/') > 1 ? $"{type} {Deployment.NameOf(scope)}" : type, role);
        });
        Assert.Equal(Rights, found.Order());

        var account = Assert.Single(deployment.Of("Microsoft.DocumentDB/databaseAccounts"));
        var data = Assert.Single(deployment.Of("Microsoft.DocumentDB/databaseAccounts/sqlRoleAssignments"));
        Assert.Equal($"{Deployment.IdOf(account)}/dbs/loyalty", Deployment.At(data, "scope").GetString());
        Assert.EndsWith(
            "/sqlRoleDefinitions/00000000-0000-0000-0000-000000000002",
            Deployment.At(data, "roleDefinitionId").GetString()
        );
        Assert.All(
            assignments.Append(data),
            assignment =>
                Assert.Contains(
                    $"'{Deployment.IdOf(identity)}', ",
                    Deployment.At(assignment, "principalId").GetString()
                )
        );
    }

    [Fact]
    public void No_template_defines_a_role_but_that_of_the_deployer() =>
        Assert.Equal(
            ["deployer/main.bicep"],
            Template.All.Where(template => RoleDefinition().IsMatch(template.Text)).Select(template => template.File)
        );

    [Fact]
    public void No_template_asks_for_a_key_or_has_one()
    {
        foreach (var template in Template.All)
        {
            Assert.DoesNotMatch(KeyFunction(), template.Text);
            Assert.DoesNotMatch(KeyInText(), template.Text);
        }

        foreach (var deployment in new[] { Deployment.Dev, Deployment.Prod })
        {
            // It says where telemetry is sent; without the identity nothing is taken there.
            Assert.Equal(
                ["APPLICATIONINSIGHTS_CONNECTION_STRING"],
                deployment
                    .Settings.Where(setting => ConnectionText().IsMatch($"{setting.Key} {setting.Value}"))
                    .Select(setting => setting.Key)
            );
            Assert.Equal(2, ConnectionText().Count(deployment.Text));
        }

        var root = Repository.Read("azure.yaml") + Repository.Read(".github/workflows/deploy.yml");
        Assert.DoesNotContain("secrets.", root);
    }

    [Fact]
    public void No_template_takes_a_secret_so_that_none_can_be_a_default_or_an_output()
    {
        foreach (var template in Template.All)
        foreach (var declared in template.Declared("parameters").Concat(template.Declared("outputs")))
            Assert.DoesNotContain(
                "secure",
                declared.Value.GetProperty("type").GetString(),
                StringComparison.OrdinalIgnoreCase
            );
    }

    [Fact]
    public void Every_parameter_and_output_is_described()
    {
        foreach (var template in Template.All)
        foreach (var declared in template.Declared("parameters").Concat(template.Declared("outputs")))
            Assert.NotEqual("", declared.Value.GetProperty("metadata").GetProperty("description").GetString());
    }

    [GeneratedRegex("\"type\": \"[^\"]*roleDefinitions\"", RegexOptions.IgnoreCase)]
    private static partial Regex RoleDefinition();

    [GeneratedRegex(
        @"\blist\w*(key|secret|sas|connectionstring|credential|token|password|callbackurl)\w*\s*\(",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture
    )]
    private static partial Regex KeyFunction();

    [GeneratedRegex(
        @"\b(AccountKey|SharedAccessKey|SharedAccessSignature|Password|Pwd)=|[?&]sig=",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture
    )]
    private static partial Regex KeyInText();

    [GeneratedRegex("connection_?string", RegexOptions.IgnoreCase)]
    private static partial Regex ConnectionText();
}
