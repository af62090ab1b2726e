using System;
using System.CommandLine;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Matching.Sealing;
using Microsoft.Extensions.DependencyInjection;

namespace Matching;

/// <summary>The verb <c>rotate-keys</c>.</summary>
internal static class RotateKeysVerb
{
    public static Command Create()
    {
        var verb = new Command(
            "rotate-keys",
            "seal everything anew under the master secret, so that the one before can go; the service goes on"
        );
        verb.SetAction((_, ct) => RotateAsync(ct));
        return verb;
    }

    private static async Task<int> RotateAsync(CancellationToken ct)
    {
        await using var app = Service.Build();
        if (app.Services.GetRequiredService<Secrets>().Masters.Count == 1)
        {
            Say($"There is one master secret: what other one should be replaced would stand in master.old.");
        }

        var done = await RotateKeys.RunAsync(app.Services, RotateKeys.Rest, ct);
        Say($"{done.Records} records got a new shard, {done.Values} values were sealed anew under it.");
        if (done.Unreadable > 0)
        {
            Say($"{done.Unreadable} records have values that no key opens: their shards stay.");
        }

        Say(
            done.Left == 0
                ? (FormattableString)$"Nothing opens with another master secret any more: master.old can go."
                : $"{done.Left} shards go with another master secret still: run it again tomorrow, and keep master.old until then."
        );
        return done.Left == 0 ? 0 : 1;
    }

    private static void Say(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
