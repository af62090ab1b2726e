using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Database;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Topics;

/// <summary>A topic with all that it is called.</summary>
public sealed record NamedTopic(
    short Id,
    string Slug,
    short? Parent,
    double Prevalence,
    IReadOnlyDictionary<string, string> Names,
    IReadOnlyDictionary<string, string[]> Synonyms
)
{
    /// <summary>Its name in a language, falling back as readers do: nn and se to nb, nb to en.</summary>
    public string Name(string? language) =>
        Names.GetValueOrDefault(language ?? "nb") ?? Names.GetValueOrDefault("nb") ?? Names["en"];
}

/// <summary>
/// Every topic, read once: there are some dozens, and they change only with a new version of the program.
/// </summary>
public sealed class TopicNames
{
    /// <summary>The languages that names come in.</summary>
    public static readonly IReadOnlyList<string> Languages = ["nb", "nn", "en", "se"];

    private IReadOnlyDictionary<short, NamedTopic>? _all;
    private TopicSearch? _search;

    /// <summary>All of them by id.</summary>
    public async Task<IReadOnlyDictionary<short, NamedTopic>> AllAsync(MatchingDb db, CancellationToken ct) =>
        _all ??= await ReadAsync(db, ct);

    /// <summary>The search among them.</summary>
    internal async Task<TopicSearch> SearchAsync(MatchingDb db, CancellationToken ct) =>
        _search ??= new([.. (await AllAsync(db, ct)).Values]);

    /// <summary>The ids of topics written as slugs, in their order.</summary>
    /// <param name="field">The member or parameter to name in a problem.</param>
    public async Task<Outcome<short[]>> ResolveAsync(
        MatchingDb db,
        IReadOnlyList<string> slugs,
        string field,
        CancellationToken ct
    )
    {
        var ids = (await AllAsync(db, ct)).Values.ToDictionary(topic => topic.Slug, topic => topic.Id);
        return slugs.FirstOrDefault(slug => !ids.ContainsKey(slug)) is not null
            ? Problems.TopicUnknown.At(field, "one of them is not a topic; GET /v1/topics lists them")
            : slugs.Select(slug => ids[slug]).ToArray();
    }

    /// <summary>The id of the topic of groups across topics.</summary>
    public async Task<short> AcrossAsync(MatchingDb db, CancellationToken ct) =>
        (await AllAsync(db, ct)).Values.Single(topic => topic.Slug == Topic.Across).Id;

    /// <summary>Close relatives of topics in the tree: the wider one of each and the narrower ones.</summary>
    public async Task<HashSet<short>> RelatedAsync(MatchingDb db, IReadOnlyCollection<short> ids, CancellationToken ct)
    {
        var all = await AllAsync(db, ct);
        return all
            .Values.Where(topic => ids.Contains(topic.Parent ?? 0) || ids.Any(id => all[id].Parent == topic.Id))
            .Select(topic => topic.Id)
            .Except(ids)
            .ToHashSet();
    }

    /// <summary>The smallest part of the adults whom one of these topics touches; 1 without a topic.</summary>
    public async Task<double> PrevalenceAsync(MatchingDb db, IEnumerable<short> ids, CancellationToken ct)
    {
        var all = await AllAsync(db, ct);
        return ids.Select(id => all[id].Prevalence).DefaultIfEmpty(1).Min();
    }

    /// <summary>The slugs of topics, in their order.</summary>
    public async Task<string[]> SlugsAsync(MatchingDb db, IEnumerable<short> ids, CancellationToken ct)
    {
        var all = await AllAsync(db, ct);
        return [.. ids.Select(id => all[id].Slug)];
    }

    private static async Task<IReadOnlyDictionary<short, NamedTopic>> ReadAsync(MatchingDb db, CancellationToken ct)
    {
        var names = await db
            .Database.SqlQuery<Term>(
                $"""select topic as "Topic", language as "Language", name as "Text" from topic_names"""
            )
            .ToListAsync(ct);
        var terms = await db
            .Database.SqlQuery<Term>(
                $"""select topic as "Topic", language as "Language", term as "Text" from topic_terms order by term"""
            )
            .ToListAsync(ct);
        var shares = await db
            .Database.SqlQuery<Share>($"""select id as "Class", share as "Value" from prevalence_classes""")
            .ToDictionaryAsync(row => row.Class, row => row.Value, ct);
        var topics = await db.Topics.AsNoTracking().ToListAsync(ct);
        return topics.ToDictionary(
            topic => topic.Id,
            topic => new NamedTopic(
                topic.Id,
                topic.Slug,
                topic.Parent,
                shares[topic.PrevalenceClass],
                names
                    .Where(name => name.Topic == topic.Id)
                    .ToDictionary(name => name.Language, name => name.Text, StringComparer.Ordinal),
                terms
                    .Where(term => term.Topic == topic.Id)
                    .GroupBy(term => term.Language)
                    .ToDictionary(
                        language => language.Key,
                        language => language.Select(term => term.Text).ToArray(),
                        StringComparer.Ordinal
                    )
            )
        );
    }

    private sealed record Term(short Topic, string Language, string Text);

    private sealed record Share(string Class, double Value);
}
