using System;
using System.CommandLine;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Matching.Access;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Matching;

/// <summary>The verb <c>audit</c>.</summary>
internal static class AuditVerb
{
    public static Command Create()
    {
        var head = new Option<string?>("--head")
        {
            Description = "a head that was shown or logged before",
            HelpName = "HASH",
        };
        var entries = new Option<long?>("--entries")
        {
            Description = "how many entries there were then",
            HelpName = "N",
        };
        var verify = new Command("verify", "reckon the chain of the audit anew, and say where it is broken first")
        {
            head,
            entries,
        };
        verify.Validators.Add(result =>
        {
            if (result.GetValue(head) is null != result.GetValue(entries) is null)
            {
                result.AddError("--head and --entries go together.");
            }
        });
        verify.SetAction((parsed, ct) => VerifyAsync(parsed.GetValue(head), parsed.GetValue(entries), ct));
        return new Command("audit", "the record of what staff did") { verify };
    }

    private static async Task<int> VerifyAsync(string? head, long? entries, CancellationToken ct)
    {
        await using var app = Service.Build();
        var walk = await AuditChain.WalkAsync(
            app.Services.GetRequiredService<NpgsqlDataSource>(),
            head is null ? null : (head, entries!.Value),
            ct
        );
        if (walk.Broken is { } broken)
        {
            await Console.Error.WriteLineAsync($"matching: the audit is not as it was written: {broken}.");
            return 1;
        }

        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"The audit is whole: {walk.Entries} entries, head {walk.Head}."
            )
        );
        return 0;
    }
}
