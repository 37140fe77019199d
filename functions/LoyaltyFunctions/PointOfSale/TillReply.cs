using System.Text.Json.Serialization.Metadata;
using Loyalty;
using Loyalty.Json;
using LoyaltyFunctions.Http;
using Microsoft.AspNetCore.Http;

namespace LoyaltyFunctions.PointOfSale;

/// <summary>An answer to a till, in JSON or in XML; or what there is instead of one.</summary>
internal sealed class TillReply
{
    private readonly Func<bool, IResult> form;

    private TillReply(Func<bool, IResult> form) => this.form = form;

    /// <summary>An answer whose XML form has its only member outermost.</summary>
    public static TillReply Of<T>(T document, JsonTypeInfo<T> type) => Of(document, type, root: null);

    /// <summary>An answer whose XML form is of that name outermost, with its elements in the order of their names.</summary>
    public static TillReply Within<T>(string root, T document, JsonTypeInfo<T> type) => Of(document, type, root);

    /// <summary>An answer that is a problem document, whatever form was asked for.</summary>
    public static implicit operator TillReply(Problem problem) => new(_ => Reply.Problem(problem));

    /// <summary>The answer in one of the forms.</summary>
    public IResult In(bool isXml) => form(isXml);

    /// <summary>The text of an answer in one of the forms.</summary>
    public static byte[] Write<T>(T document, JsonTypeInfo<T> type, string? root, bool isXml)
    {
        var json = JsonText.Write(document, type);
        return isXml ? XmlForm.Of(json, root, isSorted: root is not null) : json;
    }

    private static TillReply Of<T>(T document, JsonTypeInfo<T> type, string? root) =>
        new(isXml =>
            Reply.Bytes(
                200,
                Write(document, type, root, isXml),
                isXml ? "application/xml; charset=utf-8" : "application/json"
            )
        );
}
