using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Matching.Imports;

/// <summary>One kind of import: a verb, its columns, and what is done with the rows of a file.</summary>
/// <param name="Verb">The verb of the program.</param>
/// <param name="What">What the rows are, in the plural.</param>
/// <param name="ExternalId">The column by which rows and records know each other.</param>
/// <param name="Columns">All of them, in the template's order.</param>
/// <param name="Begin">Reads once what all rows refer to, and gives what takes them in.</param>
public sealed record Import(
    string Verb,
    string What,
    Column ExternalId,
    IReadOnlyList<Column> Columns,
    Func<IServiceProvider, IReadOnlyList<SheetRow>, CancellationToken, Task<IImporter>> Begin
);

/// <summary>What takes in the rows of one file, some hundred at a time.</summary>
public interface IImporter
{
    /// <summary>Finds which of these rows are there already, and forgets those before.</summary>
    /// <param name="toChange">Whether they are saved afterwards: then nobody else changes them until the transaction
    /// ends.</param>
    Task LoadAsync(IReadOnlyCollection<string> externalIds, bool toChange, CancellationToken ct);

    /// <summary>
    /// Makes of a row what it says, unsaved; what it changes. Null where it is refused, with the reasons in the row.
    /// </summary>
    PlannedChange? Take(string externalId, SheetRow row);

    /// <summary>Saves what was taken since the last load, and tells those who must know.</summary>
    Task SaveAsync(CancellationToken ct);

    /// <summary>How many records there are beside those with these ids.</summary>
    Task<int> CountOthersAsync(IReadOnlyCollection<string> externalIds, CancellationToken ct);
}
