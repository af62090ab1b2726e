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
using Matching.Jobs;
using Matching.Places;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using C = Matching.Groups.GroupColumns;

namespace Matching.Groups;

/// <summary>
/// Groups from a list. Each row passes the rules of the API's form, and its state is reached by the moves that staff
/// would make.
/// </summary>
public sealed class ImportGroups : IImporter
{
    private static readonly GroupForm.Validator Rules = new();

    private readonly MatchingDb _db;
    private readonly Secrets _secrets;
    private readonly TimeProvider _clock;
    private readonly PlacesByText _places;
    private readonly BodiesByText _bodies;
    private readonly IReadOnlyDictionary<short, NamedTopic> _names;
    private readonly Dictionary<string, short> _topics;
    private readonly GroupCells _cells;
    private readonly List<(GroupDetails Details, SelfHelpGroup Group)> _contacts = [];
    private readonly List<Guid> _stopped = [];

    private Dictionary<string, SelfHelpGroup> _there = [];
    private Dictionary<Guid, int> _onOffer = [];
    private Dictionary<Guid, RecordKey> _keys = [];
    private bool _toChange;

    private ImportGroups(
        IServiceProvider services,
        TopicsByText topics,
        PlacesByText places,
        BodiesByText bodies,
        IReadOnlyDictionary<short, NamedTopic> names
    )
    {
        (_db, _secrets) = (services.GetRequiredService<MatchingDb>(), services.GetRequiredService<Secrets>());
        _clock = services.GetRequiredService<TimeProvider>();
        (_places, _bodies, _names) = (places, bodies, names);
        _topics = names.Values.ToDictionary(topic => topic.Slug, topic => topic.Id, StringComparer.Ordinal);
        _cells = new(topics, places, bodies, names, _clock.Today());
    }

    /// <summary>The verb.</summary>
    public static readonly Import Import = new("import-groups", "groups", C.ExternalId, C.All, BeginAsync);

    public async Task LoadAsync(IReadOnlyCollection<string> externalIds, bool toChange, CancellationToken ct)
    {
        _db.ChangeTracker.Clear();
        _toChange = toChange;
        var ids = externalIds.ToArray();
        var groups = toChange
            ? await _db
                .Groups.FromSql($"select * from groups where external_id = any ({ids}) order by id for update")
                .ToListAsync(ct)
            : await _db.Groups.AsNoTracking().Where(group => ids.Contains(group.ExternalId)).ToListAsync(ct);
        _there = groups.ToDictionary(group => group.ExternalId!, StringComparer.Ordinal);
        var (known, today) = (groups.Select(group => group.Id).ToArray(), _clock.Today());
        _onOffer = await _db
            .Database.SqlQuery<Offered>(
                $"""select id as "Id", places_on_offer(id, {today}) as "Places" from unnest({known}) as known (id)"""
            )
            .ToDictionaryAsync(row => row.Id, row => row.Places, ct);
        _keys = await RecordKey.OfAsync(_db, _secrets, known, ct);
    }

    public PlannedChange? Take(string externalId, SheetRow row)
    {
        var now = _there.GetValueOrDefault(externalId);
        var form = _cells.Read(row, now);
        row.Refuse(Rules.Validate(form));
        var target = row.Code(C.State, GroupWords.States) ?? now?.State ?? GroupState.Forming;
        if (now?.State == GroupState.Ended && target != GroupState.Ended)
        {
            row.Refuse(C.State, Problems.GroupMoveIllegal.Title);
        }

        if (row.Day(C.Confirmed) > _clock.Today())
        {
            row.Refuse(C.Confirmed, "is in the future");
        }

        if (row.Refusals.Count > 0)
        {
            return null;
        }

        var here = _places.Municipality(form.Meeting.Municipality, C.Municipality.Field);
        var topics = form.Topics?.Select(slug => _topics[slug]).ToArray() ?? [];
        if (!GroupDetails.Read(form, topics, here, _clock.Today()).Is(out var details, out var problem))
        {
            row.Refuse(problem);
            return null;
        }

        var isSaidFull = row.Says(C.State) && target == GroupState.Full;
        var members = form.Members ?? (isSaidFull ? details.Capacity : now?.Members ?? 0);
        if (details.Overfull(members, now is null ? 0 : _onOffer[now.Id]) is { } overfull)
        {
            row.Refuse(overfull);
            return null;
        }

        if (isSaidFull && row.Whole(C.Members) < details.Capacity)
        {
            row.Refuse(C.State, "a full group has as many members as its capacity");
            return null;
        }

        var contact =
            now?.Contact is { } closed
            // Before anything is locked, one that was read may be sealed anew before its key is read.
            && _keys.GetValueOrDefault(now.Id)?.TryOpen(closed, SelfHelpGroup.ContactField) is { } said
                ? said
                : "";
        var before = now is null ? null : Shown(now, contact);
        var group = Write(row, now, externalId, details, members, target);
        var isAnother = form.Contact is not null && form.Contact != contact;
        if (isAnother && _toChange)
        {
            _contacts.Add((details, group));
        }

        return PlannedChange.Between(row.Line, externalId, before, Shown(group, isAnother ? form.Contact! : contact));
    }

    public async Task SaveAsync(CancellationToken ct)
    {
        foreach (var (details, group) in _contacts)
        {
            if (details.Form.Contact is { Length: > 0 } contact && !_keys.ContainsKey(group.Id))
            {
                // A query for each to find that there is no key would take longer than all the rest.
                group.Contact = RecordKey.New(_db, _secrets, group.Id).Close(contact, SelfHelpGroup.ContactField);
            }
            else
            {
                await details.SealContactAsync(group, _db, _secrets, ct);
            }
        }

        await _db.SaveChangesAsync(ct);
        foreach (var group in _stopped)
        {
            await _db.EnqueueAsync(SelfHelpGroup.Stopped, group, _clock.GetUtcNow(), ct);
        }

        _contacts.Clear();
        _stopped.Clear();
    }

    public Task<int> CountOthersAsync(IReadOnlyCollection<string> externalIds, CancellationToken ct) =>
        _db.Groups.CountAsync(group => group.ExternalId == null || !externalIds.Contains(group.ExternalId), ct);

    private static async Task<IImporter> BeginAsync(
        IServiceProvider services,
        IReadOnlyList<SheetRow> rows,
        CancellationToken ct
    )
    {
        var db = services.GetRequiredService<MatchingDb>();
        var names = services.GetRequiredService<TopicNames>();
        return new ImportGroups(
            services,
            await TopicsByText.FindAsync(db, names, rows.SelectMany(row => row.List(C.Topics) ?? []), ct),
            await PlacesByText.FindAsync(
                db,
                rows.SelectMany(row => new[] { row.Text(C.Municipality), row.Text(C.Town) }).OfType<string>(),
                ct
            ),
            await BodiesByText.ReadAsync(db, ct),
            await names.AllAsync(db, ct)
        );
    }

    // Nothing is refused from here on.
    private SelfHelpGroup Write(
        SheetRow row,
        SelfHelpGroup? now,
        string externalId,
        GroupDetails details,
        int members,
        GroupState target
    )
    {
        var today = _clock.Today();
        var group =
            now
            ?? new()
            {
                Id = RandomId.New(),
                ExternalId = externalId,
                Body = details.Form.Body!.Value,
                ConfirmedOn = today,
            };
        var (schedule, state) = (group.Schedule, group.State);
        details.Onto(group).Body = details.Form.Body!.Value;
        if (!ScheduleCells.AreIn(row))
        {
            group.MeetOn(schedule);
        }

        group.Count(details.Capacity, members);
        group.ImportedMembers = row.Whole(C.Members) ?? group.ImportedMembers;
        Move(group, target, isNew: now is null, today);
        if (row.Day(C.Confirmed) is { } confirmed && (now is null || confirmed > group.ConfirmedOn))
        {
            group.ConfirmedOn = confirmed;
        }

        if (now is null && _toChange)
        {
            _db.Groups.Add(group);
        }
        else if (group.State != state && group.State is GroupState.Paused or GroupState.Ended && _toChange)
        {
            _stopped.Add(group.Id);
        }

        return group;
    }

    // A group of a list that is paused or has ended has met before.
    private static void Move(SelfHelpGroup group, GroupState target, bool isNew, DateOnly today)
    {
        _ = target switch
        {
            GroupState.Forming => (group.State != GroupState.Paused || group.Resume(today))
                && group.TakeBackOpening(today),
            GroupState.Open or GroupState.Full => (group.State != GroupState.Paused || group.Resume(today))
                && group.Open(today),
            GroupState.Paused => group.State != GroupState.Paused && (!isNew || group.Open(today)) && group.Pause(),
            _ => group.End(),
        };
    }

    private Dictionary<Column, string> Shown(SelfHelpGroup group, string contact) =>
        new()
        {
            [C.Name] = group.Name,
            [C.Body] = _bodies.Labels[group.Body],
            [C.State] = GroupWords.States.Of(group.State == GroupState.Full ? GroupState.Open : group.State),
            [C.Topics] = string.Join('|', group.Topics.Select(id => _names[id].Slug)),
            [C.Form] = GroupWords.Forms.Of(group.Form),
            [C.Municipality] = group.Municipality,
            [C.Longitude] = Text(group.Longitude),
            [C.Latitude] = Text(group.Latitude),
            [C.Venue] = group.Venue ?? "",
            [C.Address] = group.Address ?? "",
            [C.Visibility] = GroupWords.Visibilities.Of(group.Visibility),
            [C.Rrule] = group.Rrule ?? "",
            [C.Start] = group.Schedule?.StartText ?? "",
            [C.Duration] = Text(group.DurationMinutes),
            [C.Pauses] = string.Join('|', group.Pauses),
            [C.Capacity] = Text(group.Capacity),
            [C.Members] =
                Text(group.Members) + (group.ImportedMembers is { } said ? $" ({Text(said)} in the list)" : ""),
            [C.Joining] = GroupWords.Joinings.Of(group.Joining),
            [C.SpokenLanguages] = string.Join('|', group.Languages),
            [C.ForGender] = GroupWords.Genders.Of(group.Gender),
            [C.Ages] = string.Join('|', group.AgeBands),
            [C.Contact] = contact,
            [C.Confirmed] = group.ConfirmedOn.ToString("O", CultureInfo.InvariantCulture),
        };

    private static string Text<TNumber>(TNumber? number) => string.Create(CultureInfo.InvariantCulture, $"{number}");

    private sealed record Offered(Guid Id, int Places);
}
