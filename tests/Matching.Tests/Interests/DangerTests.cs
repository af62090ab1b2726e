using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using FsCheck.Fluent;
using Matching.Interests;
using Matching.Tests.Support;
using Xunit;

namespace Matching.Tests.Interests;

/// <summary>
/// The examples are ours, written by those who wrote the words: they hold the list to what it was meant to see, and say
/// nothing of how much of what people really write it sees.
/// </summary>
public sealed class DangerTests(ITestOutputHelper output)
{
    public static TheoryData<string> Languages => [.. DangerExamples.Spoken.Select(row => row.Language).Distinct()];

    [Theory]
    [MemberData(nameof(Languages))]
    public void What_speaks_of_danger_is_recognised_and_of_which(string language)
    {
        var rows = DangerExamples.Spoken.Where(row => row.Language == language).ToList();
        var missed = rows.Where(row => !Danger.In(row.Text).Contains(row.Kind)).ToList();

        foreach (var kind in rows.GroupBy(row => row.Kind))
        {
            output.WriteLine(
                $"{language} {kind.Key}: {kind.Count() - missed.Count(row => row.Kind == kind.Key)} of {kind.Count()}"
            );
        }

        Assert.Equal([], missed.Select(row => $"{row.Kind}: {row.Text}"));
    }

    [Fact]
    public void Of_what_people_write_every_day_a_tenth_at_most_is_answered_with_help_lines_without_need()
    {
        var taken = DangerExamples.Everyday.Where(row => Danger.In(row.Text).Count > 0).ToList();

        output.WriteLine($"{taken.Count} of {DangerExamples.Everyday.Count} everyday texts named without need");
        foreach (var (language, text) in taken)
        {
            output.WriteLine($"  {language} {string.Join('+', Danger.In(text))}: {text}");
        }

        Assert.InRange(taken.Count, 0, DangerExamples.Everyday.Count / 10);
    }

    [Fact]
    public void No_idiom_has_a_gap_and_none_is_taken_for_danger() =>
        Assert.All(
            Danger.Idioms,
            idiom =>
            {
                Assert.DoesNotContain("..", idiom, StringComparison.Ordinal);
                Assert.All(Written(idiom), text => Assert.Empty(Danger.In(text)));
            }
        );

    [Theory]
    [InlineData("Jeg slo meg da jeg falt fordi han slo meg")]
    [InlineData("Det slår meg at mannen min slår meg")]
    [InlineData("Mannen slår meg, til ro kommer jeg aldri")]
    [InlineData("I took my life back, and he hit me")]
    [InlineData("Jeg prøver å slå\nmeg til ro, og han slår meg")]
    [InlineData("Han fra jobben dreper meg hvis jeg sier noe")]
    public void An_idiom_excuses_itself_alone(string text) => Assert.NotEmpty(Danger.In(text));

    [Fact]
    public void Whatever_innocent_words_stand_around_it_danger_is_recognised()
    {
        // An ending is never joined by a blank alone: "slår meg" + "til ro" is another sentence.
        string[] signs = [". ", "! ", "? ", ", ", "; ", "\n", "\r\n", " – ", "... ", " og ", " men ", " and "];
        string[] sentences = [.. DangerExamples.Everyday.Select(row => row.Text), .. Danger.Idioms.SelectMany(Written)];
        string[] innocent = [.. sentences, .. sentences.SelectMany(text => text.Split(' ')).Distinct(), ""];
        var around = Gen.Elements(innocent).Two();
        var joined = Gen.Elements<string>([.. signs, " "]).Zip(Gen.Elements(signs));
        var cases = around.Zip(joined).Zip(Gen.Choose(0, 2));
        var (read, missed) = (0, 0);

        Always.Holds(
            cases,
            row =>
            {
                var (((before, after), (first, second)), letters) = row;
                var lost = DangerExamples
                    .Spoken.Select(spoken => (spoken.Kind, Text: $"{before}{first}{spoken.Text}{second}{after}"))
                    .Select(spoken => (spoken.Kind, Text: Cased(spoken.Text, letters)))
                    .Where(spoken => !Danger.In(spoken.Text).Contains(spoken.Kind))
                    .ToList();
                (read, missed) = (read + DangerExamples.Spoken.Count, missed + lost.Count);
                Assert.Empty(lost);
            },
            200
        );

        output.WriteLine($"missed {missed} of {read} texts of danger between innocent words");
    }

    [Fact]
    public void Of_texts_that_the_words_were_not_made_for_some_are_recognised_and_few_taken_wrongly()
    {
        // Never used to mend the words: the nearest to an honest figure that there is here. What is said in words that
        // the list knows is seen; what is put differently or only hinted at is not, and no list of words would see it
        // all.
        var spoken = DangerExamples.Unseen.Where(row => row.IsDanger).ToList();
        var everyday = DangerExamples.Unseen.Where(row => !row.IsDanger).ToList();
        var missed = spoken.Where(row => Danger.In(row.Text).Count == 0).ToList();
        var taken = everyday.Where(row => Danger.In(row.Text).Count > 0).ToList();
        output.WriteLine(
            $"recognised {spoken.Count - missed.Count} of {spoken.Count}, taken for danger {taken.Count} of {everyday.Count}"
        );
        foreach (var row in missed.Concat(taken))
        {
            output.WriteLine($"  {(row.IsDanger ? "missed" : "taken ")}: {row.Text}");
        }

        Assert.InRange(missed.Count, 0, spoken.Count * 9 / 10);
        Assert.InRange(taken.Count, 0, everyday.Count / 4);

        Assert.Equal([], DangerExamples.Mended.Where(row => Danger.In(row.Text).Count > 0 != row.IsDanger));
    }

    [Theory]
    [InlineData("Jeg har ikke selvmordstanker.", DangerKind.Suicide)]
    [InlineData("Jeg mistet en venn i selvmord i fjor.", DangerKind.Suicide)]
    [InlineData("Eg har aldri tenkt på å ta livet av meg.", DangerKind.Suicide)]
    [InlineData("I lost my sister to suicide.", DangerKind.Suicide)]
    [InlineData("Jeg ble voldtatt for ti år siden.", DangerKind.Violence)]
    public void Who_denies_grieves_or_looks_back_is_shown_the_lines_too(string text, DangerKind kind) =>
        Assert.Contains(kind, Danger.In(text));

    [Theory]
    [InlineData("SELVMORD")]
    [InlineData("selv-mord")]
    [InlineData("selv\u00ADmords\u00ADtanker")]
    [InlineData("sjølvmord")]
    [InlineData("sjo\u0308lvmord")]
    [InlineData("sjoelvmordstankar")]
    [InlineData("sjølmord")]
    [InlineData("selvmor")]
    [InlineData("selmord")]
    [InlineData("ｓｅｌｖｍｏｒｄ")]
    [InlineData("seeeelvmoooord")]
    [InlineData("tenker på å\ndø")]
    [InlineData("vil dø!!!")]
    [InlineData("I don’t want to live")]
    [InlineData("I dont want to live")]
    [InlineData("DON`T WANT TO LIVE")]
    [InlineData("$elvm0rd")]
    [InlineData("s.e.l.v.m.o.r.d")]
    [InlineData("s e l v m o r d")]
    [InlineData("(S_E_L_V_M_O_R_D)")]
    [InlineData("jeg vil d0")]
    [InlineData("jegvilikkeleve")]
    [InlineData("k1ll myself")]
    public void However_it_is_spelt(string text) => Assert.Equal([DangerKind.Suicide], Danger.In(text));

    [Fact]
    public void Several_kinds_come_in_one_order() =>
        Assert.Equal(
            [DangerKind.Suicide, DangerKind.ChildAtRisk, DangerKind.Violence],
            Danger.In("Han slår meg og barna, og jeg vil ikke leve lenger.")
        );

    [Fact]
    public void Nothing_says_nothing() => Assert.Empty(Danger.In(null));

    [Fact]
    public void Any_text_at_all_is_read_to_its_end_and_what_stands_around_a_danger_does_not_hide_it() =>
        Always.Holds(
            ArbMap.Default.GeneratorFor<string?>().Two(),
            around => Assert.Contains(DangerKind.Suicide, Danger.In($"{around.Item1}. Selvmordstanker. {around.Item2}"))
        );

    [Fact]
    public void The_longest_message_is_read_in_a_moment()
    {
        // The words that begin the most phrases, over and over.
        var text = string.Concat(Enumerable.Repeat("jeg v1l ikke ta livet barn slår ", 40))[..1000];
        // The fastest of some, for others share the machine.
        var fastest = Enumerable
            .Range(0, 50)
            .Min(_ =>
            {
                var start = Stopwatch.GetTimestamp();
                Danger.In(text);
                return Stopwatch.GetElapsedTime(start);
            });

        output.WriteLine($"{fastest.TotalMilliseconds:F2} ms for a message of 1000 characters");
        Assert.InRange(fastest, TimeSpan.Zero, TimeSpan.FromMilliseconds(50));
    }

    [Fact]
    public void Every_phrase_can_be_read_and_every_kind_has_lines_that_have_texts()
    {
        foreach (var kind in Enum.GetValues<DangerKind>())
        {
            Assert.NotEmpty(Danger.LinesFor([kind]));
            Assert.NotEmpty(HelpLine.Of(Danger.LinesFor([kind]), new Matching.Web.Language("nb")));
        }
    }

    private static string Cased(string text, int letters) =>
        letters switch
        {
            0 => text.ToUpperInvariant(),
            1 => text.ToLowerInvariant(),
            _ => text,
        };

    // Everything that an idiom may be.
    private static IEnumerable<string> Written(string idiom) =>
        idiom
            .Split(' ')
            .Aggregate(
                Enumerable.Repeat("", 1),
                (texts, part) =>
                    from text in texts
                    from word in part.Trim('[', ']').Split('|')
                    select $"{text} {word.Trim('*')}".Trim()
            );
}
