using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Serialization;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Matching.Bodies;
using Matching.Database;
using Matching.Places;
using Matching.Sealing;
using Matching.Topics;
using Matching.Web;
using Microsoft.EntityFrameworkCore;

namespace Matching.Starters;

/// <summary>
/// A starter who could help somebody, as staff of any body see her. Of another body's starter there is no more than
/// number, body and kilometres; once she consents, also who she is and what she takes on. How to reach her is for her
/// own body alone: others ask that.
/// </summary>
/// <param name="KmFrom">Whole kilometres from the nearest municipality of the area to the place that she named.</param>
/// <param name="KmTo">From the farthest.</param>
public sealed record StarterInReach(int Number, ResponsibleView Body, double KmFrom, double KmTo)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>Slugs; empty: any.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Topics { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Languages { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateOnly? CertifiedOn { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? Id { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Email { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Phone { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? GroupsAtATime { get; init; }

    /// <summary>How many groups she is with by the count of staff.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? GroupsNow { get; init; }

    /// <summary>
    /// Starters who could help somebody at one of these points, nearest first; who is erased meanwhile is left out.
    /// </summary>
    /// <param name="wanted">Ids of topics; none: any.</param>
    /// <param name="languages">The person's.</param>
    /// <param name="onlyConsenting">Leaves out those who did not consent to be shown to the reader's body: whoever may
    /// choose place, topic and language would else find out by trying where such a one lives and what she
    /// takes.</param>
    public static async Task<IReadOnlyList<StarterInReach>> FindAsync(
        MatchingDb db,
        Secrets secrets,
        TopicNames names,
        Caller reader,
        IReadOnlyCollection<Coordinates> points,
        short[] wanted,
        IEnumerable<string> languages,
        bool onlyConsenting,
        DateOnly today,
        int limit,
        CancellationToken ct
    )
    {
        var longitudes = points.Select(point => point.Longitude).ToArray();
        var latitudes = points.Select(point => point.Latitude).ToArray();
        Guid? shownTo = onlyConsenting ? reader.Body : null;
        short[] related = [.. await names.RelatedAsync(db, wanted, ct)];
        var rows = await db
            .Database.SqlQuery<Row>(
                $"""
                select starter as "Starter", km_from as "KmFrom", km_to as "KmTo"
                from starters_in_reach({longitudes}, {latitudes}, {wanted}, {related}, {LanguageTag.Understood(
                    languages
                )}, {shownTo}, {today}, {limit})
                """
            )
            .ToListAsync(ct);
        var ids = rows.ConvertAll(row => row.Starter);
        var starters = await AnyAsync(db, ids, ct);
        var bodies = await StarterView.BodiesAsync(db, starters.Values, ct);
        var keys = await RecordKey.OfAsync(db, secrets, ids, ct);
        var topics = await names.AllAsync(db, ct);
        return
        [
            .. from row in rows
            where starters.ContainsKey(row.Starter)
            let starter = starters[row.Starter]
            select Seen(
                reader,
                starter,
                bodies[starter.Body],
                keys.GetValueOrDefault(starter.Id),
                Math.Round(row.KmFrom),
                Math.Round(row.KmTo),
                topics
            ),
        ];
    }

    /// <summary>Starters of any body: what is shown of each <see cref="Seen"/> says.</summary>
    internal static Task<Dictionary<Guid, Starter>> AnyAsync(
        MatchingDb db,
        IReadOnlyCollection<Guid> ids,
        CancellationToken ct
    ) =>
        db.AcrossBodiesAsync(
            () => db.Starters.AsNoTracking().Where(row => ids.Contains(row.Id)).ToDictionaryAsync(row => row.Id, ct),
            ct
        );

    /// <summary>A starter as this reader may see her.</summary>
    internal static StarterInReach Seen(
        Caller reader,
        Starter starter,
        ResponsibleView body,
        RecordKey? key,
        double kmFrom,
        double kmTo,
        IReadOnlyDictionary<short, NamedTopic> topics
    )
    {
        var least = new StarterInReach(starter.Number, body, kmFrom, kmTo);
        var own = reader.WorksFor(starter.Body);
        if ((!own && starter.ConsentedOn is null) || key is null)
        {
            return least;
        }

        var who = StarterView.Person.Of(starter, key);
        var known = least with
        {
            Name = who.Name,
            Topics = [.. starter.Topics.Select(id => topics[id].Slug)],
            Languages = starter.Languages,
            CertifiedOn = starter.CertifiedOn,
        };
        return !own
            ? known
            : known with
            {
                Id = starter.Id,
                Email = who.Email,
                Phone = who.Phone,
                GroupsAtATime = starter.GroupsAtATime,
                GroupsNow = starter.GroupsNow,
            };
    }

    private sealed record Row(Guid Starter, double KmFrom, double KmTo);
}
