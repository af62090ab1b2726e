using System;

namespace Matching.Imports;

/// <summary>A file that cannot be imported at all, or not now: told in one sentence.</summary>
public sealed class ImportRefusedException(string message) : Exception(message);
