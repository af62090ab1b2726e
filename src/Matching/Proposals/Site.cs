using System;
using System.Collections.Generic;
using System.Linq;
using Matching.Interests;

namespace Matching.Proposals;

/// <summary>Where a group could meet.</summary>
/// <param name="House">Whether it is a contact point's house.</param>
public sealed record Site(string Code, string Municipality, double Longitude, double Latitude, bool House);

/// <summary>A journey, in km.</summary>
/// <param name="KmFrom">From the nearest municipality of an area: what counts.</param>
/// <param name="KmTo">From the farthest.</param>
public sealed record Journey(double KmFrom, double KmTo)
{
    // Places of one municipality, and neighbours on a road, are told apart by metres, not by rounding.
    internal const int Decimals = 6;

    /// <summary>Rounded, so that sums do not depend on their order.</summary>
    public static Journey Of(double kmFrom, double kmTo) =>
        new(Math.Round(kmFrom, Decimals), Math.Round(kmTo, Decimals));
}

/// <summary>The journeys between areas and sites that were looked for.</summary>
public sealed class Journeys(IReadOnlyDictionary<(string Area, string Site), Journey> all)
{
    /// <summary>The journey from an area to a site.</summary>
    public Journey Of(string area, string site) => all[(area, site)];

    /// <summary>Kilometres that count.</summary>
    public double Km(string area, string site) => Of(area, site).KmFrom;

    /// <summary>The longest journey of some people to a site, in km.</summary>
    public double Longest(IEnumerable<Interest> people, string site) => people.Max(one => Km(one.Area, site));

    /// <summary>
    /// Sites by how good they are for people of these areas, best first: the longest journey, then the sum, then a
    /// contact point's house before a town, then the code.
    /// </summary>
    public IEnumerable<Site> Best(IEnumerable<Site> sites, IReadOnlyCollection<string> areas) =>
        sites
            .OrderBy(site => areas.Max(area => Km(area, site.Code)))
            .ThenBy(site => Math.Round(areas.Sum(area => Km(area, site.Code)), Journey.Decimals))
            .ThenBy(site => !site.House)
            .ThenBy(site => site.Code, StringComparer.Ordinal);
}
