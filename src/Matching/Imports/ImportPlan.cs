using System.Collections.Generic;
using System.Linq;

namespace Matching.Imports;

/// <summary>What an import does, or would do: every change and every row that it cannot take.</summary>
/// <param name="Changes">Rows that add or change something.</param>
/// <param name="Unchanged">Rows that say what is there already.</param>
/// <param name="Refusals">Why rows cannot be taken, by line.</param>
/// <param name="LeftAlone">Records that the file does not name.</param>
/// <param name="Written">Whether it was done.</param>
public sealed record ImportPlan(
    IReadOnlyList<PlannedChange> Changes,
    int Unchanged,
    IReadOnlyList<Refusal> Refusals,
    int LeftAlone,
    bool Written
)
{
    public int Added => Changes.Count(change => change.IsNew);

    public int Changed => Changes.Count - Added;

    public int Bad => Refusals.Select(refusal => refusal.Line).Distinct().Count();
}

/// <summary>What one row changes; nothing where it has no fields and is not new.</summary>
public sealed record PlannedChange(int Line, string ExternalId, bool IsNew, IReadOnlyList<FieldChange> Fields)
{
    /// <summary>What differs between a record shown before and after; null before: it is new.</summary>
    public static PlannedChange Between(
        int line,
        string externalId,
        IReadOnlyDictionary<Column, string>? before,
        IReadOnlyDictionary<Column, string> after
    ) =>
        new(
            line,
            externalId,
            before is null,
            [
                .. from column in after.Keys
                let was = before?[column] ?? ""
                where was != after[column]
                select column.IsPrivate ? new FieldChange(column, "", "") : new FieldChange(column, was, after[column]),
            ]
        );
}

/// <summary>What a row changes in one column; of a private one it is not shown what.</summary>
public sealed record FieldChange(Column Column, string Before, string After);
