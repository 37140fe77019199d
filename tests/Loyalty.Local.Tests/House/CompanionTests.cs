using System.Text.RegularExpressions;

namespace Loyalty.Local.Tests.House;

/// <summary>Which types share a file: as many as are only of use together, and no more.</summary>
public partial class CompanionTests
{
    private const int MostCompanionLines = 40;
    private const int FewLines = 12;

    private static readonly IReadOnlyList<Source> Product =
    [
        .. Repository
            .Sources("functions")
            .Where(path => !path.Contains("StandIns"))
            .Select(path => new Source(path, File.ReadAllText(path))),
    ];

    [Fact]
    public void A_public_type_stands_in_the_file_of_another_only_where_nobody_needs_it_alone()
    {
        var misplaced =
            from file in Product
            where file.Types.Count > 1
            let main = file.Types[0].Name
            from companion in file.Types.Skip(1)
            where companion.IsPublic
            let strangers = UsersOf([companion.Name], file).Where(user => !user.Words.Contains(main)).ToList()
            where strangers.Count > 0 || companion.Lines > MostCompanionLines
            select $"{companion.Name} ({companion.Lines} lines) stands in {file}; used without {main} in: "
                + string.Join(", ", strangers);
        Assert.Empty(misplaced);
    }

    [Fact]
    public void A_file_of_a_few_lines_has_more_than_one_other_that_uses_it()
    {
        var dust =
            from file in Product
            where file.Lines <= FewLines && file.Types.Count > 0
            let users = UsersOf(file.Types.Select(type => type.Name), file).ToList()
            where users.Count == 1 && users[0].Folder == file.Folder
            select $"{file} is used in {users[0]} alone and belongs there.";
        Assert.Empty(dust);
    }

    /// <summary>The other files that name one of the types. The JSON contexts are left out: they only list what is
    /// written.</summary>
    private static IEnumerable<Source> UsersOf(IEnumerable<string> types, Source home) =>
        Product.Where(file => file != home && !file.IsJsonContext && types.Any(file.Words.Contains));

    [GeneratedRegex(
        @"^(?<access>public|internal) (?:(?:sealed|static|abstract|readonly|ref|partial) )*"
            + @"(?:class|record struct|record|struct|interface|enum|delegate [\w<>?]+) (?<name>\w+)",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex Declaration();

    [GeneratedRegex("//.*")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();

    private sealed record DeclaredType(string Name, bool IsPublic, int Lines);

    private sealed class Source
    {
        private readonly string path;

        public Source(string path, string text)
        {
            this.path = path;
            var code = Comment().Replace(text, "");
            Folder = Path.GetDirectoryName(path) ?? "";
            Lines = text.AsSpan().Count('\n');
            Words = Word().Matches(code).Select(word => word.Value).ToHashSet(StringComparer.Ordinal);
            var declarations = Declaration().Matches(text).ToList();
            Types =
            [
                .. declarations.Select(
                    (declaration, i) =>
                        new DeclaredType(
                            declaration.Groups["name"].Value,
                            declaration.Groups["access"].Value == "public",
                            text[
                                declaration.Index..(
                                    i + 1 < declarations.Count ? declarations[i + 1].Index : text.Length
                                )
                            ]
                                .AsSpan()
                                .Count('\n')
                        )
                ),
            ];
            IsJsonContext = code.Contains(": JsonSerializerContext;", StringComparison.Ordinal) && Types.Count == 1;
        }

        public string Folder { get; }

        public int Lines { get; }

        public IReadOnlySet<string> Words { get; }

        public bool IsJsonContext { get; }

        public IReadOnlyList<DeclaredType> Types { get; }

        public override string ToString() => Path.GetFileName(path);
    }
}
