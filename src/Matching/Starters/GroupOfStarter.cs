using System;
using Matching.Groups;

namespace Matching.Starters;

/// <summary>A group that a starter took.</summary>
/// <param name="Since">The day on which she took it.</param>
/// <param name="FollowUpOn">When her body asks whether it needs her still; null until it is open.</param>
/// <param name="FollowedUpOn">When that was done.</param>
public sealed record GroupOfStarter(GroupView Group, DateOnly Since, DateOnly? FollowUpOn, DateOnly? FollowedUpOn);
