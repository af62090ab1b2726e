using System;
using System.Linq;
using Matching.Database;
using Matching.Places;
using Microsoft.EntityFrameworkCore;

namespace Matching.Groups;

/// <summary>A group that has a place, and how far away it is.</summary>
public sealed record NearGroup(Guid Id, double Km);

/// <summary>
/// Groups with a place, nearest first: exactly by geodesic distance, then by id, with no cap unless one is given.
/// </summary>
public static class NearestGroups
{
    /// <summary>The nearest of those that fit; whoever joins them to more must order them again, by the same.</summary>
    /// <param name="filter">With a form that has a place.</param>
    /// <param name="radiusKm">No farther than this.</param>
    /// <param name="after">Where the page before ended.</param>
    public static IQueryable<NearGroup> Of(
        MatchingDb db,
        Coordinates from,
        GroupFilter filter,
        int limit,
        double? radiusKm,
        NearGroup? after
    )
    {
        var (km, id) = (after?.Km, after?.Id);
        var states = Array.ConvertAll(filter.States, Codes.Of);
        string[] forms = filter.Forms.Length == 0 ? [] : Array.ConvertAll(filter.FormsAtAPlace, Codes.Of);
        return db.Database.SqlQuery<NearGroup>(
            $"""
            select id as "Id", km as "Km"
            from nearest_groups({from.Longitude}, {from.Latitude}, {limit}, {radiusKm}::double precision, {km}::double precision, {id}::uuid,
                                {filter.Topics}, {states}, {forms}, {filter.Weekdays}, {filter.Languages})
            """
        );
    }
}
