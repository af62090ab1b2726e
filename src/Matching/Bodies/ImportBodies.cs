using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Imports;
using Matching.Jobs;
using Matching.Places;
using Matching.Topics;
using Matching.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using C = Matching.Bodies.BodyColumns;

namespace Matching.Bodies;

/// <summary>
/// Bodies from a list, with what they answer for. Each row passes the rules of the API's forms. Coverage that is over
/// stays where it is.
/// </summary>
public sealed class ImportBodies : IImporter
{
    // Stands for what was refused already, so that the other rules can be asked too.
    private const string SomePlace = "municipality:0301";

    private static readonly AddBody.Validator Rules = new();

    private readonly MatchingDb _db;
    private readonly TimeProvider _clock;
    private readonly TopicsByText _topics;
    private readonly PlacesByText _places;
    private readonly IReadOnlyDictionary<short, NamedTopic> _names;
    private readonly List<(Guid Body, IReadOnlyList<CoverageRow> Rows)> _covers = [];
    private readonly List<Body> _moved = [];

    private Dictionary<string, Body> _there = [];
    private ILookup<Guid, Coverage> _coverage = Array.Empty<Coverage>().ToLookup(row => row.Body);
    private bool _toChange;

    private ImportBodies(
        IServiceProvider services,
        TopicsByText topics,
        PlacesByText places,
        IReadOnlyDictionary<short, NamedTopic> names
    )
    {
        (_db, _clock) = (services.GetRequiredService<MatchingDb>(), services.GetRequiredService<TimeProvider>());
        (_topics, _places, _names) = (topics, places, names);
    }

    /// <summary>The verb.</summary>
    public static readonly Import Import = new("import-bodies", "bodies", C.ExternalId, C.All, BeginAsync);

    public async Task LoadAsync(IReadOnlyCollection<string> externalIds, bool toChange, CancellationToken ct)
    {
        _db.ChangeTracker.Clear();
        _toChange = toChange;
        var ids = externalIds.ToArray();
        var bodies = toChange
            ? await _db
                .Bodies.FromSql($"select * from bodies where external_id = any ({ids}) order by id for update")
                .ToListAsync(ct)
            : await _db.Bodies.AsNoTracking().Where(body => ids.Contains(body.ExternalId)).ToListAsync(ct);
        _there = bodies.ToDictionary(body => body.ExternalId!, StringComparer.Ordinal);
        var (known, today) = (bodies.ConvertAll(body => body.Id), _clock.Today());
        _coverage = (
            await _db
                .Coverage.AsNoTracking()
                .Where(row => known.Contains(row.Body) && (row.UntilDay == null || row.UntilDay >= today))
                .ToListAsync(ct)
        ).ToLookup(row => row.Body);
    }

    public PlannedChange? Take(string externalId, SheetRow row)
    {
        var now = _there.GetValueOrDefault(externalId);
        var coverage = now is null ? [] : _coverage[now.Id].Select(row => CoverageRow.Of(row, _names)).ToList();
        var form = Form(row, now);
        var covers = CoverageCells.Read(
            row,
            now is null ? [] : [.. _coverage[now.Id]],
            _places,
            _topics,
            _clock.Today()
        );
        var target = row.Code(C.State, C.States) ?? now?.State ?? BodyState.Active;
        row.Refuse(Rules.Validate(form));
        RefuseMoves(row, now, form.Kind, target);
        if (now is not null && form.Email != now.Email && now.Policy.IsDeputy(form.Email))
        {
            row.Refuse(C.Email, Problems.DeputySame.Title);
        }

        if (row.Refusals.Count > 0)
        {
            return null;
        }

        var before = now is null ? null : Shown(now, coverage);
        var body =
            now
            ?? new()
            {
                Id = RandomId.New(),
                ExternalId = externalId,
                Kind = form.Kind,
                Name = form.Name,
                Email = form.Email,
                House = form.House,
            };
        (body.Name, body.Phone, body.Url, body.House) = (form.Name, form.Phone, form.Url, form.House);
        var moved = body.ReachAt(form.Email) | Move(body, target);
        var change = PlannedChange.Between(row.Line, externalId, before, Shown(body, covers ?? coverage));
        if (_toChange)
        {
            Remember(body, now is null, moved, change, covers);
        }

        return change;
    }

    public async Task SaveAsync(CancellationToken ct)
    {
        await _db.SaveChangesAsync(ct);
        var today = _clock.Today();
        foreach (var (body, rows) in _covers)
        {
            var firsts = rows.Select(row => row.From).ToArray();
            var numbers = rows.Select(row => row.Municipality).ToArray();

            // What is over stays, unless the same row is said anew.
            await _db
                .Coverage.Where(row => row.Body == body)
                .Where(row =>
                    row.UntilDay == null
                    || row.UntilDay >= today
                    || (numbers.Contains(row.Municipality) && firsts.Contains(row.FromDay))
                )
                .ExecuteDeleteAsync(ct);
            _db.Coverage.AddRange(rows.Select(row => row.ToCoverage(body, Ids(row.Topics))));
        }

        await _db.SaveChangesAsync(ct);
        await _db.AnnounceAsync(
            [.. _covers.Select(covers => new Announcement(Body.Changed, covers.Body, RandomId.New()))],
            _clock.GetUtcNow(),
            ct
        );
        foreach (var body in _moved)
        {
            await FollowAsync(body, ct);
        }

        _covers.Clear();
        _moved.Clear();
    }

    public Task<int> CountOthersAsync(IReadOnlyCollection<string> externalIds, CancellationToken ct) =>
        _db.Bodies.CountAsync(body => body.ExternalId == null || !externalIds.Contains(body.ExternalId), ct);

    private static async Task<IImporter> BeginAsync(
        IServiceProvider services,
        IReadOnlyList<SheetRow> rows,
        CancellationToken ct
    )
    {
        var db = services.GetRequiredService<MatchingDb>();
        var names = services.GetRequiredService<TopicNames>();
        return new ImportBodies(
            services,
            await TopicsByText.FindAsync(db, names, rows.SelectMany(row => row.List(C.Topics) ?? []), ct),
            await PlacesByText.FindAsync(
                db,
                rows.SelectMany(row => (row.List(C.Municipalities) ?? []).Append(row.Text(C.House) ?? "")),
                ct
            ),
            await names.AllAsync(db, ct)
        );
    }

    private AddBody.Request Form(SheetRow row, Body? now) =>
        new(
            row.Code(C.Kind, C.Kinds) ?? row.Needed(C.Kind, now?.Kind) ?? BodyKind.ContactPoint,
            row.Needed(C.Name, row.Text(C.Name) ?? now?.Name)!,
            row.Needed(C.Email, row.Text(C.Email) ?? now?.Email)!,
            House(row, now),
            row.TextOr(C.Phone, now?.Phone),
            row.TextOr(C.Url, now?.Url)
        );

    private string House(SheetRow row, Body? now) =>
        (
            row.Text(C.House) is { } text
                ? row.Found(_places.Any(text, C.House.Field))?.Code
                : row.Needed(C.House, now?.House)
        ) ?? SomePlace;

    private static void RefuseMoves(SheetRow row, Body? now, BodyKind kind, BodyState target)
    {
        if (now is not null && now.Kind != kind)
        {
            row.Refuse(C.Kind, "is another one: what a body is stays");
        }

        if (kind == BodyKind.NationalOffice && (now is null || target != BodyState.Active))
        {
            row.Refuse(now is null ? C.Kind : C.State, Problems.NationalOfficeStays.Title);
        }

        if (now?.State == BodyState.Ended && target != BodyState.Ended)
        {
            row.Refuse(C.State, Problems.BodyMoveIllegal.Title);
        }
    }

    private static bool Move(Body body, BodyState target) =>
        target switch
        {
            BodyState.Active => body.Resume(),
            BodyState.Paused => body.Pause(),
            _ => body.End(),
        };

    private void Remember(Body body, bool isNew, bool moved, PlannedChange change, IReadOnlyList<CoverageRow>? covers)
    {
        if (isNew)
        {
            _db.Bodies.Add(body);
        }
        else if (moved)
        {
            _moved.Add(body);
        }

        if (covers is not null && change.Fields.Any(field => field.Column == C.Municipalities))
        {
            _covers.Add((body.Id, covers));
        }
    }

    private Task FollowAsync(Body body, CancellationToken ct) =>
        body.State switch
        {
            BodyState.Ended => EndBody.FollowAsync(_db, body.Id, _clock, ct),
            BodyState.Paused => _db.EnqueueAsync(Body.StoppedAnswering, body.Id, _clock.GetUtcNow(), ct),
            _ => _db.EnqueueAsync(Body.AnswersAgain, body.Id, _clock.GetUtcNow(), ct),
        };

    private short[]? Ids(IReadOnlyList<string>? slugs) =>
        slugs is null ? null : [.. _names.Values.Where(topic => slugs.Contains(topic.Slug)).Select(topic => topic.Id)];

    private static Dictionary<Column, string> Shown(Body body, IEnumerable<CoverageRow> coverage) =>
        new()
        {
            [C.Name] = body.Name,
            [C.Kind] = C.Kinds.Of(body.Kind),
            [C.Email] = body.Email,
            [C.Phone] = body.Phone ?? "",
            [C.Url] = body.Url ?? "",
            [C.House] = body.House,
            [C.State] = C.States.Of(body.State),
            [C.Municipalities] = string.Join("; ", coverage.Select(Shown).Order(StringComparer.Ordinal)),
        };

    private static string Shown(CoverageRow row) =>
        string.Create(CultureInfo.InvariantCulture, $"{row.Municipality} {row.From:O}")
        + (row.Until is { } until ? string.Create(CultureInfo.InvariantCulture, $" to {until:O}") : "")
        + (row.Priority == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" priority {row.Priority}"))
        + (row.Topics is { } topics ? $" only {string.Join(", ", topics.Order(StringComparer.Ordinal))}" : "");
}
