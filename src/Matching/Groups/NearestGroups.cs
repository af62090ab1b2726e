using System;
using System.Linq;
using Matching.Database;
using Matching.Places;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Groups;

/// <summary>A group that has a place, and how far away it is.</summary>
public sealed record NearGroup(Guid Id, double Km)
{
    internal sealed class Mapping : IEntityTypeConfiguration<NearGroup>
    {
        public void Configure(EntityTypeBuilder<NearGroup> builder) => builder.HasNoKey().ToTable((string?)null);
    }
}

/// <summary>
/// Groups with a place, nearest first: exactly by geodesic distance, then by id, with no cap unless one is given.
/// </summary>
public static class NearestGroups
{
    /// <summary>The nearest of those that fit; whoever joins them to more must order them again, by the same.</summary>
    /// <param name="filter">With a form that has a place.</param>
    /// <param name="limit">How many at most; null: all.</param>
    /// <param name="radiusKm">No farther than this.</param>
    /// <param name="after">Where the page before ended.</param>
    public static IQueryable<NearGroup> Of(
        MatchingDb db,
        Coordinates from,
        GroupFilter filter,
        int? limit,
        double? radiusKm,
        NearGroup? after
    )
    {
        var states = Array.ConvertAll(filter.States, Codes.Of);
        string[] forms = filter.Forms.Length == 0 ? [] : Array.ConvertAll(filter.FormsAtAPlace, Codes.Of);
        return db.NearestGroups(
            from.Longitude,
            from.Latitude,
            limit,
            radiusKm,
            after?.Km,
            after?.Id,
            filter.Topics,
            states,
            forms,
            filter.Weekdays,
            filter.Languages
        );
    }
}
