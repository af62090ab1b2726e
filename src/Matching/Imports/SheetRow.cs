using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using FluentValidation.Results;
using Matching.Web;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Matching.Imports;

/// <summary>
/// One row of a file, read by column as people and spreadsheets write. What cannot be read is kept as a reason, which
/// never repeats what stands there.
/// </summary>
/// <param name="line">The line of the file on which it begins.</param>
/// <param name="columns">All that the import takes.</param>
/// <param name="headers">The columns of the file, as it calls them.</param>
public sealed partial class SheetRow(
    int line,
    IReadOnlyList<Column> columns,
    IReadOnlyDictionary<Column, string> headers
)
{
    private const string Emptied = "-";
    private static readonly char[] Between = ['|', ';', ',', '\n'];
    private static readonly string[] Days = ["d.M.yyyy", "yyyy-MM-dd"];
    private static readonly string[] Times = ["H.mm", "H:mm", "HH.mm.ss", "HH:mm:ss", "%H"];

    private readonly Dictionary<Column, string> _cells = [];
    private readonly List<Refusal> _refusals = [];

    public int Line => line;

    /// <summary>Why it cannot be taken; empty where it can.</summary>
    public IReadOnlyList<Refusal> Refusals => _refusals;

    /// <summary>What stands there; null where nothing does, also where that takes away what was there.</summary>
    public string? Text(Column column) => Empties(column) ? null : _cells.GetValueOrDefault(column);

    /// <summary>Whether it takes away what was there.</summary>
    public bool Empties(Column column) => _cells.GetValueOrDefault(column) == Emptied;

    /// <summary>Whether it says anything in one of these columns.</summary>
    public bool Says(params IEnumerable<Column> columns) => columns.Any(_cells.ContainsKey);

    /// <summary>What stands there, or what was there unless it is taken away.</summary>
    public string? TextOr(Column column, string? now) => Empties(column) ? null : Text(column) ?? now;

    public int? Whole(Column column) =>
        Read<int>(
            column,
            "must be a whole number",
            text =>
                int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : null
        );

    /// <summary>A number with a decimal comma or point.</summary>
    public double? Number(Column column) =>
        Read<double>(
            column,
            "must be a number, such as 59,74",
            text =>
                double.TryParse(
                    text.Replace(',', '.'),
                    NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                    CultureInfo.InvariantCulture,
                    out var number
                )
                    ? number
                    : null
        );

    public DateOnly? Day(Column column) => Read<DateOnly>(column, "write the day as 21.11.2026 or 2026-11-21", ReadDay);

    /// <summary>A day, perhaps with a time after it.</summary>
    public (DateOnly Day, TimeOnly? Time)? Moment(Column column) =>
        Read<(DateOnly, TimeOnly?)>(
            column,
            "write the day as 21.11.2026 or 2026-11-21, perhaps with a time after it",
            text =>
                text.Split([' ', 'T'], 2, StringSplitOptions.RemoveEmptyEntries) switch
                {
                    [var day] => ReadDay(day) is { } alone ? (alone, null) : null,
                    [var day, var time] => ReadDay(day) is { } on && ReadTime(time) is { } at ? (on, at) : null,
                    _ => null,
                }
        );

    /// <summary>A time of day as a Norwegian or an English clock has it.</summary>
    public TimeOnly? Time(Column column) => Read<TimeOnly>(column, "write the time as 18.00 or 18:00", ReadTime);

    public T? Code<T>(Column column, CodeWords<T> words)
        where T : struct => Read(column, words.Form, words.Find);

    /// <summary>Several in one cell, between | or commas.</summary>
    public IReadOnlyList<string>? List(Column column) =>
        Text(column)?.Split(Between, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What is needed there; refused where it is missing.</summary>
    public T? Needed<T>(Column column, T? value)
    {
        // What is written there and could not be read has its reason already.
        if (value is null && !Says(column))
        {
            Refuse(column, "is needed");
        }

        return value;
    }

    /// <summary>What was looked for, or null after the problem as a reason.</summary>
    public T? Found<T>(Outcome<T> outcome)
        where T : class
    {
        if (outcome.Is(out var value, out var problem))
        {
            return value;
        }

        Refuse(problem);
        return null;
    }

    /// <summary>Says why it cannot be taken.</summary>
    /// <param name="column">Null: not a matter of one column.</param>
    public void Refuse(Column? column, string reason)
    {
        var refusal = new Refusal(line, column is null ? null : headers.GetValueOrDefault(column, column.Nb), reason);
        if (!_refusals.Contains(refusal))
        {
            _refusals.Add(refusal);
        }
    }

    /// <summary>The same by a problem of the API, at the columns that its fields come from.</summary>
    public void Refuse(ProblemHttpResult problem)
    {
        if (
            problem.ProblemDetails.Extensions.TryGetValue("errors", out var found)
            && found is Dictionary<string, string[]> errors
        )
        {
            foreach (var (field, reasons) in errors)
            {
                Refuse(ByField(field), string.Join("; ", reasons));
            }
        }
        else
        {
            Refuse(null, problem.ProblemDetails.Title ?? "");
        }
    }

    /// <summary>The same by the rules of a form.</summary>
    public void Refuse(ValidationResult result)
    {
        foreach (var failure in result.Errors)
        {
            Refuse(ByField(failure.PropertyName), failure.ErrorMessage);
        }
    }

    internal void Fill(Column column, string cell)
    {
        var reason =
            cell == Emptied && !column.MayBeEmptied ? "cannot be emptied"
            : Scientific().IsMatch(cell)
                ? "the spreadsheet has rounded a long number: format the column as text and write it again"
            : cell.StartsWith('#') && cell.EndsWith('!') || cell is "#N/A" or "#I/T" or "#NAVN?" or "#NAME?"
                ? "the spreadsheet could not compute it"
            : cell.Contains('\uFFFD', StringComparison.Ordinal)
                ? "a letter was lost when the file was saved: save it as CSV UTF-8"
            : null;
        if (reason is not null)
        {
            Refuse(column, reason);
        }

        _cells[column] = cell;
    }

    /// <summary>Without spaces around it, those that do not break and those of no width included.</summary>
    internal static string Trimmed(string cell) =>
        cell.Replace('\u00A0', ' ').Replace('\u202F', ' ').Trim(' ', '\t', '\r', '\n', '\u200B', '\uFEFF');

    private static DateOnly? ReadDay(string text) =>
        DateOnly.TryParseExact(text, Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static TimeOnly? ReadTime(string text) =>
        TimeOnly.TryParseExact(
            text.StartsWith("kl", StringComparison.OrdinalIgnoreCase) ? text[2..].TrimStart('.', ' ') : text,
            Times,
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var time
        )
            ? time
            : null;

    private Column? ByField(string field)
    {
        var name = field.Split('[')[0];
        return columns.FirstOrDefault(column => string.Equals(column.Field, name, StringComparison.OrdinalIgnoreCase));
    }

    private T? Read<T>(Column column, string reason, Func<string, T?> read)
        where T : struct
    {
        var text = Text(column);
        var value = text is null ? null : read(text);
        if (text is not null && value is null)
        {
            Refuse(column, reason);
        }

        return value;
    }

    [GeneratedRegex(@"^[0-9][.,]?[0-9]*E\+[0-9]+$", RegexOptions.IgnoreCase, 1000)]
    private static partial Regex Scientific();
}

/// <summary>Why a row cannot be taken.</summary>
/// <param name="Column">The header of the column, as the file has it; null where it is not a matter of one.</param>
public sealed record Refusal(int Line, string? Column, string Reason)
{
    public override string ToString() =>
        Column is null ? $"line {Line}: {Reason}" : $"line {Line}, column \"{Column}\": {Reason}";
}
