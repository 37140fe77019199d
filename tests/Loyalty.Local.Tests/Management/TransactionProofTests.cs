using Microsoft.Data.Sqlite;

namespace Loyalty.Local.Tests.Management;

/// <summary>The proof that stands beside a transaction.</summary>
public sealed class TransactionProofTests(ClockedHostFixture fixture) : IClassFixture<ClockedHostFixture>
{
    [Fact]
    public async Task Every_entry_of_a_chain_is_proved_and_knows_its_place()
    {
        var (scene, ids) = await ChainAsync();

        for (var n = 0; n < ids.Count; n++)
        {
            var proof = await ProofAsync(scene, ids[n]);

            Assert.True(proof.Verified, proof.Detail);
            Assert.Equal((n + 1, ids.Count), (proof.Position, proof.Length));
        }

        var last = (await scene.Manager.GetAsync($"/manage/transactions/{ids[^1]}")).Json;
        Assert.Equal(last.GetProperty("hash").GetString(), last.GetProperty("proof").GetProperty("head").GetString());
    }

    [Theory]
    [InlineData("$.points", 1_000_000)]
    [InlineData("$.reference", "Somebody else")]
    [InlineData("$.at", "2026-01-01T00:00:00+00:00")]
    public async Task An_edited_entry_is_found_from_itself_and_from_all_before_it(string path, object value)
    {
        var (scene, ids) = await ChainAsync();
        await EditAsync(
            $"UPDATE entries SET body = json_set(body, '{path}', $value) WHERE body ->> '$.id' = $id",
            ids[2],
            value
        );

        Assert.False((await ProofAsync(scene, ids[2])).Verified);
        Assert.False((await ProofAsync(scene, ids[0])).Verified);
        Assert.True((await ProofAsync(scene, ids[4])).Verified);
    }

    [Fact]
    public async Task An_entry_that_was_edited_and_hashed_anew_is_found_by_what_follows_it()
    {
        var (scene, ids) = await ChainAsync();
        var entry = await scene
            .Fixture.Service<Loyalty.Ledger.ILedgerStore>()
            .FindAsync(Setup.Org, Id(ids[2]), default);
        var forged = Loyalty.Ledger.Rules.EntryHash.Seal(entry! with { Reference = "Forged" });
        await EditAsync(
            "UPDATE entries SET body = json_set(json_set(body, '$.reference', 'Forged'), '$.hash', $value) WHERE body ->> '$.id' = $id",
            ids[2],
            forged.Hash
        );

        var proof = await ProofAsync(scene, ids[2]);

        Assert.False(proof.Verified);
        Assert.Contains("has not the hash that what follows it names", proof.Detail);
    }

    [Fact]
    public async Task An_entry_taken_out_of_the_chain_is_found()
    {
        var (scene, ids) = await ChainAsync();
        // The entry after it is made to follow the one before it.
        await EditAsync(
            """
            UPDATE entries SET previous = (SELECT previous FROM entries WHERE body ->> '$.id' = $id)
            WHERE previous = (SELECT seq FROM entries WHERE body ->> '$.id' = $id) AND $value = 0
            """,
            ids[2],
            0
        );

        var proof = await ProofAsync(scene, ids[2]);

        Assert.False(proof.Verified);
        Assert.Contains("entry 3", proof.Detail);
    }

    [Fact]
    public async Task What_lies_further_back_than_is_walked_is_not_called_verified()
    {
        var (scene, ids) = await ChainAsync();
        var options = fixture.Service<Microsoft.Extensions.Options.IOptions<Loyalty.Ledger.LedgerOptions>>().Value;
        options.ProofLength = 3;
        try
        {
            Assert.True((await ProofAsync(scene, ids[3])).Verified);
            var proof = await ProofAsync(scene, ids[0]);

            Assert.False(proof.Verified);
            Assert.Contains("further back", proof.Detail);
        }
        finally
        {
            options.ProofLength = 10_000;
        }
    }

    private async Task<(LedgerScene Scene, List<string> Ids)> ChainAsync()
    {
        var scene = await LedgerScene.CreateAsync(fixture);
        var member = await scene.MemberAsync();
        var ids = new List<string>();
        for (var n = 1; n <= 5; n++)
            ids.Add((await scene.AdjustAsync(member, n)).Field("transactionId")!);
        return (scene, ids);
    }

    private static async Task<(bool Verified, long Position, long Length, string Detail)> ProofAsync(
        LedgerScene scene,
        string id
    )
    {
        var proof = (await scene.Manager.GetAsync($"/manage/transactions/{id}")).Json.GetProperty("proof");
        return (
            proof.GetProperty("verified").GetBoolean(),
            proof.GetProperty("position").GetInt64(),
            proof.GetProperty("length").GetInt64(),
            proof.GetProperty("detail").GetString()!
        );
    }

    /// <summary>Edits the file behind the running host's back.</summary>
    private async Task EditAsync(string sql, string id, object value)
    {
        await using var file = new SqliteConnection($"Data Source={fixture.Folder.Database};Pooling=False");
        await file.OpenAsync();
        await using var command = file.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$id", id);
        command.Parameters.AddWithValue("$value", value);
        Assert.Equal(1, await command.ExecuteNonQueryAsync());
    }

    private static EntryId Id(string text) => EntryId.TryParse(text, out var id) ? id : throw new FormatException(text);
}
