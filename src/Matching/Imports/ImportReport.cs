using System.IO;
using System.Linq;

namespace Matching.Imports;

/// <summary>A plan as the verb prints it: what was done or would be, and apart from that every bad row.</summary>
public static class ImportReport
{
    public static void Write(
        TextWriter to,
        TextWriter errors,
        Import import,
        Sheet sheet,
        ImportPlan plan,
        bool dryRun,
        bool skipBad
    )
    {
        var separator = sheet.Separator == '\t' ? "tabs" : sheet.Separator.ToString();
        to.WriteLine(
            $"{sheet.Rows.Count} row{(sheet.Rows.Count == 1 ? "" : "s")}, {sheet.Encoding}, separated by {separator}"
        );
        foreach (var refusal in plan.Refusals.OrderBy(refusal => refusal.Line))
        {
            errors.WriteLine(refusal);
        }

        if (dryRun)
        {
            foreach (var change in plan.Changes)
            {
                to.WriteLine(
                    $"line {change.Line}, {change.ExternalId}: "
                        + (change.IsNew ? "new" : string.Join("; ", change.Fields.Select(Changes)))
                );
            }
        }

        if (plan.Bad > 0 && !skipBad)
        {
            errors.WriteLine(
                $"{plan.Bad} of {sheet.Rows.Count} rows cannot be taken, so nothing {(dryRun ? "would be" : "was")} changed; "
                    + "--skip-bad takes the others."
            );
            return;
        }

        to.WriteLine(
            $"{import.What}: added {plan.Added}, changed {plan.Changed}, unchanged {plan.Unchanged}, bad {plan.Bad}, "
                + $"left alone {plan.LeftAlone} that the file does not name"
                + (dryRun ? "; nothing is written in a dry run" : "")
        );
    }

    private static string Changes(FieldChange change) =>
        change.Column.IsPrivate
            ? $"{change.Column.Nb} is another one"
            : $"{change.Column.Nb} \"{change.Before}\" → \"{change.After}\"";
}
