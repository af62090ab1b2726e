using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Matching.Places;

/// <summary>
/// What a place is in the one hierarchy: a postal code or town lies in a municipality, that in a county, that in the
/// country.
/// </summary>
public enum PlaceKind
{
    Country,
    County,
    Municipality,
    Town,
    PostalCode,
}

/// <summary>A place in Norway, known by a code such as <c>municipality:3301</c>.</summary>
public sealed class Place
{
    /// <summary>The largest there is.</summary>
    public const string Norway = "country:no";

    public required string Code { get; init; }

    public required PlaceKind Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>
    /// The code of the place it lies in; null for the country, and for a postal code whose municipality is not known.
    /// </summary>
    public string? Parent { get; init; }

    /// <summary>The number of its municipality, where it is one or lies in one.</summary>
    public string? Municipality { get; init; }

    /// <summary>The number of its county.</summary>
    public string? County { get; init; }

    public double? Longitude { get; init; }

    public double? Latitude { get; init; }

    /// <summary>Whether a newer register no longer has it; it is still resolved, since people still write it.</summary>
    public bool Historical { get; init; }

    /// <summary>Persons; a floor until official figures are imported.</summary>
    public int? Population { get; init; }

    /// <summary>79 % of the population.</summary>
    public int? Adults { get; init; }

    /// <summary>The point that stands for it; null where it is not known.</summary>
    public Coordinates? Point =>
        Longitude is { } longitude && Latitude is { } latitude ? Coordinates.Of(longitude, latitude) : null;

    /// <summary>Whether it is known which municipalities it consists of or lies in.</summary>
    public bool IsLocated => Municipality is not null || Kind is PlaceKind.County or PlaceKind.Country;

    internal sealed class Mapping : IEntityTypeConfiguration<Place>
    {
        public void Configure(EntityTypeBuilder<Place> builder)
        {
            builder.ToTable("places");
            builder.HasKey(place => place.Code);
            builder.Ignore(place => place.Point);
            builder.Ignore(place => place.IsLocated);
            builder.Property(place => place.Adults).ValueGeneratedOnAddOrUpdate();
        }
    }
}
