using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Matching.Imports;

/// <summary>A file that somebody gave to an import.</summary>
public static class ImportFile
{
    /// <summary>All of it.</summary>
    /// <exception cref="ImportRefusedException">There is no such file, or it may not be read.</exception>
    public static async Task<byte[]> ReadAsync(string file, CancellationToken ct)
    {
        if (Directory.Exists(file))
        {
            throw new ImportRefusedException($"{file} is a folder, not a file.");
        }

        if (!File.Exists(file))
        {
            throw new ImportRefusedException($"There is no file {file}.");
        }

        try
        {
            return await File.ReadAllBytesAsync(file, ct);
        }
        catch (UnauthorizedAccessException)
        {
            throw new ImportRefusedException($"{file} may not be read by this user.");
        }
    }
}
