using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Matching.Tests.Sweep;

/// <summary>
/// Many needles, looked for at every byte in one pass: the first four bytes are looked up in a small table of bits, and
/// only what is in it is compared. What was packed by gzip is unpacked wherever it begins.
/// </summary>
internal sealed class Needles
{
    private const int Bits = 20;
    private const int LargestUnpacked = 64 << 20;
    private static readonly byte[] GzipBegins = [0x1f, 0x8b, 0x08];
    private readonly Dictionary<uint, List<(Marker Marker, string Encoding, byte[] Bytes)>> _byBeginning = [];
    private readonly ulong[] _beginnings = new ulong[(1 << Bits) / 64];

    public Needles(IEnumerable<Marker> markers)
    {
        foreach (var marker in markers)
        {
            foreach (var (encoding, bytes) in Encodings.Of(marker.Text))
            {
                var beginning = MemoryMarshal.Read<uint>(bytes);
                var bit = Hash(beginning);
                _beginnings[bit / 64] |= 1UL << (int)(bit % 64);
                if (!_byBeginning.TryGetValue(beginning, out var same))
                {
                    _byBeginning[beginning] = same = [];
                }

                same.Add((marker, encoding, bytes));
                Count++;
            }
        }
    }

    /// <summary>How many, in all their encodings.</summary>
    public int Count { get; }

    /// <summary>Tells of each that stands there: the marker, how it is written, and where.</summary>
    public void Find(ReadOnlySpan<byte> bytes, Action<Marker, string, int> found, string within = "")
    {
        for (var at = 0; at + sizeof(uint) <= bytes.Length; at++)
        {
            var beginning = MemoryMarshal.Read<uint>(bytes[at..]);
            var bit = Hash(beginning);
            if (
                (_beginnings[bit / 64] & (1UL << (int)(bit % 64))) == 0
                || !_byBeginning.TryGetValue(beginning, out var some)
            )
            {
                continue;
            }

            foreach (var (marker, encoding, needle) in some)
            {
                if (bytes[at..].StartsWith(needle))
                {
                    found(marker, within + encoding, at);
                }
            }
        }

        FindPacked(bytes, found, within);
    }

    private void FindPacked(ReadOnlySpan<byte> bytes, Action<Marker, string, int> found, string within)
    {
        for (int next, at = 0; (next = bytes[at..].IndexOf(GzipBegins)) >= 0; at += next + 3)
        {
            var begins = at + next;
            if (Unpacked(bytes[begins..]) is { Length: > 0 } unpacked)
            {
                Find(unpacked, (marker, encoding, _) => found(marker, encoding, begins), within + "gzip, ");
            }
        }
    }

    private static byte[] Unpacked(ReadOnlySpan<byte> packed)
    {
        using var unpacked = new MemoryStream();
        try
        {
            using var stream = new GZipStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
            var block = new byte[1 << 16];
            for (int read; unpacked.Length < LargestUnpacked && (read = stream.Read(block)) > 0; )
            {
                unpacked.Write(block, 0, read);
            }
        }
        catch (InvalidDataException)
        {
            // It is none, or ends too soon: what came out of it counts.
        }

        return unpacked.ToArray();
    }

    private static uint Hash(uint beginning) => (beginning * 2654435769u) >> (32 - Bits);
}
