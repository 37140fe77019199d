using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loyalty;

/// <summary>A ledger entry, <c>transactionId</c> on the wire: a UUID that is known before the entry exists.</summary>
[JsonConverter(typeof(EntryIdConverter))]
public readonly record struct EntryId(Guid Value)
{
    /// <summary>The entry that the request ends in, however often it is sent or applied.</summary>
    public static EntryId For(ClientId client, RequestId request) => Derive("request", client.Value, request.Value);

    /// <summary>The entry that takes an account's expired points at one version, whoever finds them first.</summary>
    public static EntryId ForExpiry(OrgId org, MemberId member, ProgramId program, long version) =>
        Derive("expiry", org.Value, member.Value, program.Value, version.ToString());

    /// <summary>The entry that takes back a part of another, the first being number 1. Whoever reverses the same entry at
    /// the same time wants the same number, and only one of them gets it.</summary>
    public static EntryId ForReversal(EntryId original, int number) =>
        Derive("reversal", original.ToString(), number.ToString(CultureInfo.InvariantCulture));

    /// <summary>The entry that places the hold a client asks for under the request id that it sent.</summary>
    public static EntryId ForHold(ClientId client, RequestId request) => Derive("hold", client.Value, request.Value);

    /// <summary>The entry that holds what a member gives to the redemption of a group, each time that shares are
    /// chosen.</summary>
    public static EntryId ForGroupHold(EntryId redemption, MemberId member, int round) =>
        Derive("group-hold", redemption.ToString(), member.Value, round.ToString(CultureInfo.InvariantCulture));

    /// <summary>The entry that ends a hold, as a capture or a release: whichever comes first.</summary>
    public static EntryId ForHoldEnd(EntryId hold) => Derive("hold-end", hold.ToString());

    /// <summary>The entry of a correction that a client makes by hand, under the key that it sent.</summary>
    public static EntryId ForAdjustment(ClientId client, RequestId key) =>
        Derive("adjustment", client.Value, key.Value);

    /// <summary>The entry of points that a partner assigns to a member, or takes, under the key that it sent.</summary>
    public static EntryId ForAssignment(ClientId client, RequestId key) =>
        Derive("assignment", client.Value, key.Value);

    /// <summary>The entry of points that a client issues under the reference number that it sent.</summary>
    public static EntryId ForIssue(ClientId client, RequestId referenceNumber) =>
        Derive("issue", client.Value, referenceNumber.Value);

    /// <summary>The entry of points that a customer redeems at a till, under the reference number that the till's client
    /// sent. Other customers' redemptions have nothing to do with it: a number is a customer's.</summary>
    public static EntryId ForRedemption(ClientId client, MemberId member, RequestId reference) =>
        Derive("redemption", client.Value, member.Value, reference.Value);

    /// <summary>The entry of what another of the customer's programs gives to a redemption.</summary>
    public static EntryId ForShare(EntryId redemption, ProgramId program) =>
        Derive("share", redemption.ToString(), program.Value);

    /// <summary>No entry: what names, over all attempts, the text that tells a member of points that expire on a
    /// date.</summary>
    public static EntryId ForNotice(OrgId org, MemberId member, ProgramId program, DateOnly date) =>
        Derive("notice", org.Value, member.Value, program.Value, date.ToString("O", CultureInfo.InvariantCulture));

    /// <summary>No entry: what names, over all attempts, the text that tells a member a code, by the code's nonce, the
    /// how-manieth time it is sent, and the channel.</summary>
    public static EntryId ForCodeText(string nonce, int time, string channel) =>
        Derive("code", nonce, time.ToString(CultureInfo.InvariantCulture), channel);

    /// <summary>Takes the text form of <see cref="ToString"/>.</summary>
    public static bool TryParse(string? text, out EntryId id)
    {
        var good = Guid.TryParseExact(text, "D", out var value);
        id = new EntryId(value);
        return good;
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("D");

    /// <summary>
    /// A UUID of version 8 (RFC 9562 §5.8) from the SHA-256 of the parts. Each part carries its length, so that no two
    /// lists of parts have the same bytes.
    /// </summary>
    private static EntryId Derive(params ReadOnlySpan<string> parts)
    {
        Span<byte> buffer = stackalloc byte[3 * (parts.Length * (16 + (2 * TextId.MaxLength)))];
        var length = 0;
        foreach (var part in parts)
        {
            var size = Encoding.UTF8.GetByteCount(part);
            BitConverter.TryWriteBytes(buffer[length..], size);
            length += sizeof(int) + Encoding.UTF8.GetBytes(part, buffer[(length + sizeof(int))..]);
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer[..length], hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new EntryId(new Guid(hash[..16], bigEndian: true));
    }

    /// <summary>Its JSON form; public for the serializers of other projects.</summary>
    public sealed class EntryIdConverter : JsonConverter<EntryId>
    {
        /// <inheritdoc/>
        public override EntryId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(reader.GetGuid());

        /// <inheritdoc/>
        public override void Write(Utf8JsonWriter writer, EntryId value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Value);
    }
}
