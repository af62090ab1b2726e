using System.IO;
using System.Linq;
using Xunit;

namespace Matching.Tests.Fences;

/// <summary>What the formatter leaves as it is written.</summary>
public sealed class CommentsTests
{
    private const int Columns = 120;

    [Fact]
    public void No_comment_is_wider_than_the_code()
    {
        var wide =
            from folder in new[] { "src", "tests" }
            from file in Directory.EnumerateFiles(
                Path.Combine(Committed.Root(), folder),
                "*.cs",
                SearchOption.AllDirectories
            )
            where !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}")
            from line in File.ReadLines(file).Index()
            where line.Item.Length > Columns && line.Item.TrimStart().StartsWith("//", System.StringComparison.Ordinal)
            select $"{Path.GetFileName(file)}:{line.Index + 1}";
        Assert.Empty(wide);
    }
}
