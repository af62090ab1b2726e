using System;
using System.IO;

namespace Matching.Tests.Support;

/// <summary>A folder for one test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("matching-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
