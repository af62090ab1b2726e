using System;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;

namespace Matching.Database;

/// <summary>A file of <c>db/seed</c> and what loads it, in a transaction, whenever its text is another one.</summary>
public sealed record Seed(string File, Func<NpgsqlConnection, string, CancellationToken, Task> LoadAsync);
