using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Security.Cryptography;

namespace Matching.Database;

/// <summary>The files of <c>db/</c>, which travel inside the assembly.</summary>
public static class Scripts
{
    private static readonly Assembly Home = typeof(Scripts).Assembly;

    /// <summary>The scripts of a folder of <c>db/</c>, by name.</summary>
    public static IEnumerable<Script> In(string folder) =>
        from name in Home.GetManifestResourceNames()
        where name.StartsWith($"db/{folder}/", StringComparison.Ordinal)
        orderby name
        select new Script(Path.GetFileName(name), Read(name));

    /// <summary>One file of <c>db/</c>, say <c>seed/places.csv</c>.</summary>
    /// <exception cref="FileNotFoundException">There is no such file in the assembly.</exception>
    public static string Read(string path)
    {
        var name = path.StartsWith("db/", StringComparison.Ordinal) ? path : $"db/{path}";
        using var stream = Home.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>A file with its text.</summary>
public sealed record Script(string Name, string Text)
{
    /// <summary>SHA-256 of the text, in hexadecimal: tells whether a file is the one that was applied.</summary>
    public string Checksum => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Text)));
}
