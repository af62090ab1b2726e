using System.Collections.Generic;
using System.Linq;
using Matching.Bodies;

namespace Matching.Webhooks;

/// <summary>Which id stands in an event's <c>data</c>, beside the address where all else can be read.</summary>
public enum EventNames
{
    /// <summary>A group: its <c>id</c>.</summary>
    Group,

    /// <summary>A body: <c>body</c>.</summary>
    Body,

    /// <summary>The body whose desk it is: <c>body</c>. Only its own webhooks are told.</summary>
    Desk,

    /// <summary>The webhook itself: its <c>id</c>.</summary>
    Webhook,
}

/// <summary>
/// The events that webhooks are told of. A type ends with the version of its form, which never changes: another form is
/// another type. None carries a topic, a place, a count, or an id of an interest, a case or a person.
/// </summary>
public static class EventCatalogue
{
    public const string DeskNews = "desk.news.v1";
    public const string GroupOpened = "group.opened.v1";
    public const string GroupChanged = "group.changed.v1";
    public const string BodyChanged = Body.Changed;
    public const string Test = "test.v1";

    /// <summary>All types, and what they are about.</summary>
    public static readonly IReadOnlyDictionary<string, EventNames> Types = new Dictionary<string, EventNames>
    {
        [DeskNews] = EventNames.Desk,
        [GroupOpened] = EventNames.Group,
        [GroupChanged] = EventNames.Group,
        [BodyChanged] = EventNames.Body,
        [Test] = EventNames.Webhook,
    };

    /// <summary>Those that a webhook may ask for; a test comes unasked.</summary>
    public static readonly string[] Asked = [.. Types.Keys.Where(type => type != Test)];
}
