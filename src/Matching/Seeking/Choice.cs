namespace Matching.Seeking;

/// <summary>One of several things that can be meant.</summary>
/// <param name="Code">As the API takes it.</param>
/// <param name="Words">As people read it.</param>
public sealed record Choice(string Code, string Words);
