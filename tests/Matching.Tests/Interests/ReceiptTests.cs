using System;
using System.Linq;
using FsCheck.Fluent;
using Matching.Interests;
using Matching.Sealing;
using Matching.Tests.Support;
using Microsoft.Extensions.Options;
using Xunit;

namespace Matching.Tests.Interests;

public sealed class ReceiptTests
{
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    [Fact]
    public void A_receipt_is_read_back_however_it_is_typed()
    {
        using var folder = new TemporaryFolder();
        var secrets = new Secrets(Options.Create(new SecretOptions { Directory = folder.Path, CreateMissing = true }));
        var receipt = Receipt.New();
        var typed = receipt.ToString();

        string[] ways =
        [
            typed,
            typed.ToLowerInvariant(),
            typed.Replace("-", ""),
            typed.Replace('-', ' '),
            typed.Replace('0', 'O').Replace('1', 'l'),
            $" {typed} ",
        ];

        Assert.All(
            ways,
            way =>
            {
                Assert.True(Receipt.TryParse(way, out var read));
                Assert.Equal(receipt.Fingerprint(secrets), read.Fingerprint(secrets));
            }
        );
    }

    [Fact]
    public void Every_single_typo_is_caught() =>
        Always.Holds(
            Gen.Choose(0, 27).Two(),
            position =>
            {
                var characters = Receipt.New().ToString().Replace("-", "").ToCharArray();
                foreach (var wrong in Alphabet.Where(c => c != characters[position.Item1]))
                {
                    var mistyped = (char[])characters.Clone();
                    mistyped[position.Item1] = wrong;
                    Assert.False(Receipt.TryParse(new string(mistyped), out _));
                }
            }
        );

    [Fact]
    public void Every_swap_of_two_characters_is_caught() =>
        Always.Holds(
            Gen.Choose(0, 27).Two(),
            pair =>
            {
                var characters = Receipt.New().ToString().Replace("-", "").ToCharArray();
                (characters[pair.Item1], characters[pair.Item2]) = (characters[pair.Item2], characters[pair.Item1]);
                Assert.Equal(
                    characters[pair.Item1] == characters[pair.Item2],
                    Receipt.TryParse(new string(characters), out _)
                );
            }
        );

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("7K3M")]
    [InlineData("drop table interests")]
    [InlineData("\0\0\0\0")]
    public void What_is_no_receipt_is_not_read(string? typed) => Assert.False(Receipt.TryParse(typed, out _));

    [Fact]
    public void Receipts_are_never_alike()
    {
        var receipts = Enumerable
            .Range(0, 10_000)
            .Select(_ => Receipt.New().ToString())
            .ToHashSet(StringComparer.Ordinal);

        Assert.Equal(10_000, receipts.Count);
    }
}
