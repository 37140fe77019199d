using System.Text;
using System.Text.Json.Nodes;

namespace Loyalty.Local.Tests.Management;

/// <summary>What is left of a member who was erased.</summary>
public sealed class ErasureTests(HostFixture fixture) : IClassFixture<HostFixture>
{
    private readonly Editor owner = Editor.Of(fixture);

    [Fact]
    public async Task No_file_of_the_data_folder_has_what_was_erased()
    {
        var path = $"/manage/members/{Names.Next("erased")}";
        var secrets = new[]
        {
            "before@erased.example",
            "after@erased.example",
            "card-of-the-erased",
            "crm-of-the-erased",
            "Щжыъ",
        };
        await owner.PutAsync(path, Member(secrets[0]), ifMatch: null);
        await owner.PutAsync(path, Member(secrets[1]), ifMatch: "*");
        Assert.Contains(secrets[1], await FilesAsync());
        Assert.Contains(InFiles("щжы"), await FilesAsync());

        Assert.Equal(200, (await owner.DeleteAsync(path, "*")).Status);

        var files = await FilesAsync();
        Assert.All(secrets, secret => Assert.DoesNotContain(InFiles(secret), files));
        // Nor the pieces by which it was found.
        Assert.DoesNotContain(InFiles("щжы"), files);
        // Three letters of ASCII come up by themselves in what is random.
        static string InFiles(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
        JsonObject Member(string email) =>
            new()
            {
                ["email"] = email,
                ["cardNumber"] = secrets[2],
                ["externalId"] = secrets[3],
                ["name"] = secrets[4],
            };
    }

    [Theory]
    [InlineData(null)]
    [InlineData("*")]
    public async Task An_erased_member_stays_erased(string? ifMatch)
    {
        var path = $"/manage/members/{Names.Next("erased")}";
        await owner.PutAsync(path, new JsonObject { ["cardNumber"] = Names.Next("card") }, ifMatch: null);
        var erased = await owner.DeleteAsync(path, "*");

        var answer = await owner.PutAsync(path, new JsonObject { ["status"] = "active" }, ifMatch);

        Assert.Equal((409, "illegal_step"), (answer.Status, answer.Code));
        Assert.Equal(erased.Text, (await owner.GetAsync(path)).Text);
    }

    /// <summary>All bytes of all files, as text of one byte each.</summary>
    private async Task<string> FilesAsync()
    {
        var all = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(fixture.Folder.Path, "*", SearchOption.AllDirectories))
        {
            // Empty, and held by the host alone.
            if (file.EndsWith(".lock", StringComparison.Ordinal))
                continue;
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            all.Append(Encoding.Latin1.GetString(bytes.ToArray()));
        }

        return all.ToString();
    }
}
