using System;

namespace Matching.Bodies;

/// <summary>The body that answers for a group or a starter, or holds a course, as it is shown beside these.</summary>
public sealed record ResponsibleView(Guid Id, BodyKind Kind, string Name, string? Phone, string? Url);
