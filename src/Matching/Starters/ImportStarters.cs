using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Matching.Bodies;
using Matching.Calendar;
using Matching.Database;
using Matching.Imports;
using Matching.Places;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using C = Matching.Starters.StarterColumns;

namespace Matching.Starters;

/// <summary>
/// Starters from a list. Each row passes the rules of the API's form; who she is is sealed, and no report shows it.
/// </summary>
public sealed class ImportStarters : IImporter
{
    // Stands for what was refused already, so that the other rules can be asked too.
    private const string SomePlace = "municipality:0301",
        SomeName = "-";

    private static readonly StarterForm.Validator Rules = new();

    private readonly MatchingDb _db;
    private readonly Secrets _secrets;
    private readonly DateOnly _today;
    private readonly TopicsByText _topics;
    private readonly PlacesByText _places;
    private readonly BodiesByText _bodies;
    private readonly IReadOnlyDictionary<short, NamedTopic> _names;

    private Dictionary<string, Starter> _there = [];
    private Dictionary<Guid, RecordKey> _keys = [];
    private bool _toChange;

    private ImportStarters(
        IServiceProvider services,
        TopicsByText topics,
        PlacesByText places,
        BodiesByText bodies,
        IReadOnlyDictionary<short, NamedTopic> names
    )
    {
        (_db, _secrets) = (services.GetRequiredService<MatchingDb>(), services.GetRequiredService<Secrets>());
        _today = services.GetRequiredService<TimeProvider>().Today();
        (_topics, _places, _bodies, _names) = (topics, places, bodies, names);
    }

    /// <summary>The verb.</summary>
    public static readonly Import Import = new("import-starters", "starters", C.ExternalId, C.All, BeginAsync);

    public async Task LoadAsync(IReadOnlyCollection<string> externalIds, bool toChange, CancellationToken ct)
    {
        _db.ChangeTracker.Clear();
        _toChange = toChange;
        var ids = externalIds.ToArray();
        var starters = toChange
            ? await _db
                .Starters.FromSql($"select * from starters where external_id = any ({ids}) order by id for update")
                .ToListAsync(ct)
            : await _db.Starters.AsNoTracking().Where(starter => ids.Contains(starter.ExternalId)).ToListAsync(ct);
        _keys = await RecordKey.OfAsync(_db, _secrets, starters.ConvertAll(starter => starter.Id), ct);

        // Before anything is locked, one that was read may be erased before her key is.
        _there = starters
            .Where(starter => _keys.ContainsKey(starter.Id))
            .ToDictionary(starter => starter.ExternalId!, StringComparer.Ordinal);
    }

    public PlannedChange? Take(string externalId, SheetRow row)
    {
        var now = _there.GetValueOrDefault(externalId);
        var before = now is null ? null : FormOf(now);
        var form = Read(row, before);
        row.Refuse(Rules.Validate(form));
        var state = row.Code(C.State, C.States);
        var until = row.Day(C.Until);
        if (until < _today)
        {
            row.Refuse(C.Until, "is a day that is over");
        }

        if (state != StarterState.Paused && until is not null)
        {
            row.Refuse(C.Until, "goes with a pause");
        }

        if (row.Refusals.Count > 0)
        {
            return null;
        }

        var place = _places.ByCode[form.Home];
        if (place.Point is not { } point)
        {
            row.Refuse(C.Home, Problems.MunicipalityUnknown.Title);
            return null;
        }

        short[] topics =
        [
            .. _names.Values.Where(topic => form.Topics?.Contains(topic.Slug) ?? false).Select(topic => topic.Id),
        ];
        if (
            !StarterDetails
                .Read(form, form.Body!.Value, topics, new(place, point), _today)
                .Is(out var details, out var problem)
        )
        {
            row.Refuse(problem);
            return null;
        }

        var was = now is null ? null : Shown(before!, now);
        var starter =
            now
            ?? new()
            {
                Id = RandomId.New(),
                ExternalId = externalId,
                Body = details.Body,
            };
        Pause(starter, row, state, until);
        var change = PlannedChange.Between(row.Line, externalId, was, Shown(form, starter));
        if (_toChange)
        {
            // Sealed anew each time, so only where something differs.
            details.Onto(starter, now is null ? RecordKey.New(_db, _secrets, starter.Id) : _keys[starter.Id]);
            if (now is null)
            {
                _db.Starters.Add(starter);
            }
        }

        return change;
    }

    public Task SaveAsync(CancellationToken ct) => _db.SaveChangesAsync(ct);

    public Task<int> CountOthersAsync(IReadOnlyCollection<string> externalIds, CancellationToken ct) =>
        _db.Starters.CountAsync(starter => starter.ExternalId == null || !externalIds.Contains(starter.ExternalId), ct);

    private static async Task<IImporter> BeginAsync(
        IServiceProvider services,
        IReadOnlyList<SheetRow> rows,
        CancellationToken ct
    )
    {
        var db = services.GetRequiredService<MatchingDb>();
        var names = services.GetRequiredService<TopicNames>();
        return new ImportStarters(
            services,
            await TopicsByText.FindAsync(db, names, rows.SelectMany(row => row.List(C.Topics) ?? []), ct),
            await PlacesByText.FindAsync(db, rows.Select(row => row.Text(C.Home)).OfType<string>(), ct),
            await BodiesByText.ReadAsync(db, ct),
            await names.AllAsync(db, ct)
        );
    }

    private StarterForm FormOf(Starter starter)
    {
        var key = _keys[starter.Id];
        return new(
            key.Open(starter.Name, Starter.NameField),
            starter.Home,
            starter.RadiusKm,
            [.. starter.Topics.Select(id => _names[id].Slug)],
            starter.Languages,
            starter.GroupsAtATime,
            starter.GroupsNow,
            starter.Email is { } email ? key.Open(email, Starter.EmailField) : null,
            starter.Phone is { } phone ? key.Open(phone, Starter.PhoneField) : null,
            starter.Course,
            starter.CourseYear,
            starter.CertifiedOn,
            starter.ConsentedOn,
            starter.Body
        );
    }

    // What a row leaves out stays as it is.
    private StarterForm Read(SheetRow row, StarterForm? now)
    {
        var usual = now ?? new(SomeName, SomePlace);
        return usual with
        {
            Name = row.Text(C.Name) ?? row.Needed(C.Name, now?.Name) ?? SomeName,
            Home = row.Text(C.Home) is { } home
                ? row.Found(_places.Any(home, C.Home.Field))?.Code ?? SomePlace
                : row.Needed(C.Home, now?.Home) ?? SomePlace,
            RadiusKm = row.Whole(C.Radius) ?? usual.RadiusKm,
            Topics =
                row.Empties(C.Topics) ? []
                : row.List(C.Topics) is { } topics ? row.Found(_topics.Slugs(topics, C.Topics.Field))
                : usual.Topics,
            Languages = row.List(C.Languages)?.Select(LanguageWords.Tag).ToArray() ?? usual.Languages,
            GroupsAtATime = row.Whole(C.GroupsAtATime) ?? usual.GroupsAtATime,
            GroupsNow = row.Whole(C.GroupsNow) ?? usual.GroupsNow,
            Email = row.TextOr(C.Email, usual.Email),
            Phone = row.TextOr(C.Phone, usual.Phone),
            CourseYear = row.Whole(C.CourseYear) ?? usual.CourseYear,
            CertifiedOn = row.Empties(C.Certified) ? null : row.Day(C.Certified) ?? usual.CertifiedOn,
            ConsentedOn = Consent(row, usual),
            Body = row.Text(C.Body) is { } body
                ? row.Found(_bodies.Find(body, C.Body.Field))?.Id
                : row.Needed(C.Body, now?.Body),
        };
    }

    private DateOnly? Consent(SheetRow row, StarterForm now) =>
        row.Empties(C.Consented) ? null
        : row.Text(C.Consented) is { } text && C.YesOrNo.Find(text) is { } yes
            ? (yes ? now.ConsentedOn ?? _today : null)
        : row.Day(C.Consented) ?? now.ConsentedOn;

    private void Pause(Starter starter, SheetRow row, StarterState? state, DateOnly? until)
    {
        if (state == StarterState.Active && starter.StateOn(_today) == StarterState.Paused)
        {
            starter.Resume();
        }
        else if (state == StarterState.Paused)
        {
            var paused = starter.StateOn(_today) == StarterState.Paused;
            starter.Pause(_today, row.Empties(C.Until) ? null : until ?? (paused ? starter.PausedUntil : null));
        }
    }

    private Dictionary<Column, string> Shown(StarterForm form, Starter starter) =>
        new()
        {
            [C.Name] = form.Name,
            [C.Body] = _bodies.Labels[form.Body!.Value],
            [C.Home] = form.Home,
            [C.Radius] = Text(form.RadiusKm),
            [C.Topics] = string.Join(
                '|',
                (form.Topics ?? []).Where(slug => slug != Topic.Across).Order(StringComparer.Ordinal)
            ),
            [C.Languages] = string.Join('|', form.Languages ?? ["nb"]),
            [C.GroupsAtATime] = Text(form.GroupsAtATime),
            [C.GroupsNow] = Text(form.GroupsNow ?? 0),
            [C.Email] = form.Email ?? "",
            [C.Phone] = form.Phone ?? "",
            [C.CourseYear] = Text(form.CourseYear),
            [C.Certified] = Text(form.CertifiedOn),
            [C.Consented] = Text(form.ConsentedOn),
            [C.State] = C.States.Of(starter.StateOn(_today)),
            [C.Until] = starter.StateOn(_today) == StarterState.Paused ? Text(starter.PausedUntil) : "",
        };

    private static string Text(int? number) => string.Create(CultureInfo.InvariantCulture, $"{number}");

    private static string Text(DateOnly? day) => string.Create(CultureInfo.InvariantCulture, $"{day:O}");
}
