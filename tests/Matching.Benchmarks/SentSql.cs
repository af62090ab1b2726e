using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Data.Common;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Matching.Benchmarks;

/// <summary>
/// Keeps the statements that the service sends, as pgbench takes them: with their numbers as its variables, and all
/// other values as constants.
/// </summary>
internal sealed partial class SentSql : DbCommandInterceptor
{
    private readonly ConcurrentQueue<string> _sent = new();

    /// <summary>What was sent since this was asked last, as a script for pgbench.</summary>
    public string Take()
    {
        var script = string.Concat(_sent);
        _sent.Clear();
        return script;
    }

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default
    )
    {
        var parameters = command.Parameters.Cast<DbParameter>().ToDictionary(one => one.ParameterName.TrimStart('@'));
        var sql = Comment().Replace(command.CommandText, "").ReplaceLineEndings(" ").Trim();
        var settings = parameters
            .Where(one => IsNumber(one.Value.Value))
            .Select(one => string.Create(CultureInfo.InvariantCulture, $"\\set {one.Key} {one.Value.Value}\n"));
        sql = Parameter()
            .Replace(
                sql,
                found =>
                    !parameters.TryGetValue(found.Groups["name"].Value, out var parameter) ? found.Value
                    : IsNumber(parameter.Value) ? ":" + found.Groups["name"].Value
                    : Constant(parameter.Value)
            );
        _sent.Enqueue($"{string.Concat(settings)}{sql};\n");
        return ValueTask.FromResult(result);
    }

    private static bool IsNumber(object? value) => value is int or short or double;

    private static string Constant(object? value) =>
        value switch
        {
            null or DBNull => "null",
            short[] numbers => $"'{{{string.Join(',', numbers)}}}'::smallint[]",
            IEnumerable<string> texts => $"'{{{string.Join(',', texts)}}}'::text[]",
            _ => $"'{value}'",
        };

    [GeneratedRegex("^--.*$", RegexOptions.Multiline | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Comment();

    [GeneratedRegex("@(?<name>\\w+)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Parameter();
}
