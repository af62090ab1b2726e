using System;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Threading.Tasks;
using Matching.Access;
using Matching.ActionLinks;
using Matching.Database;
using Matching.Tests.Support;
using Microsoft.EntityFrameworkCore;

namespace Matching.Tests.Access;

/// <summary>Those who stand over the columns of the matrix, by what each comes with.</summary>
internal sealed class MatrixCallers(TestHost host, TwoBodies bodies)
{
    /// <summary>A receipt that nobody has.</summary>
    public const string NeverIssued = "0000-0000-0000-0000-0000-0000-0000";

    private const Role All = Role.NationalAdmin;

    /// <summary>Lets a request come from a caller.</summary>
    public async Task SignAsync(HttpRequestMessage request, string caller)
    {
        request.Headers.Authorization = caller switch
        {
            "her" => new("Receipt", await bodies.ReceiptAsync(Whose.Own)),
            "none" => new("Receipt", NeverIssued),
            "co" => await KeyAsync(Role.Coordinator),
            "ad" or "led" => await KeyAsync(Role.BodyAdmin),
            "na" => await KeyAsync(All),
            "read" => await KeyAsync(All, "read"),
            "case" => await KeyAsync(All, "cases"),
            "grps" => await KeyAsync(All, "groups"),
            "hook" => await KeyAsync(All, "webhooks"),
            "exp" => await KeyAsync(All, days: TwoBodies.KeysAge - 1),
            "rev" => await KeyAsync(All, isRevoked: true),
            _ => null,
        };
        if (await SessionAsync(caller) is { } session)
        {
            request.Headers.Add("Cookie", $"waiting={session}");
        }
    }

    /// <summary>What the caller's cookie holds; null for whoever has none.</summary>
    public async Task<string?> SessionAsync(string caller) =>
        caller is "mail" or "desk" ? await bodies.OnceAsync(caller, Whose.Own, () => BeginAsync(caller)) : null;

    private async Task<AuthenticationHeaderValue> KeyAsync(
        Role role,
        string scope = "",
        int days = TwoBodies.KeysDays,
        bool isRevoked = false
    ) => new("Bearer", await bodies.KeyAsync(Whose.Own, role, scope, days, isRevoked));

    // By a link in a mail, or by one that a key asked for.
    private async Task<string> BeginAsync(string caller)
    {
        var body = Guid.Parse(await bodies.IdAsync("bodies", Whose.Own));
        var hash = ApiKey.HashOf(await bodies.KeyAsync(Whose.Own, All));
        var secret = Convert.ToHexStringLower(RandomId.New().ToByteArray());
        await host.WithDbAsync(async db =>
        {
            db.LinkSessions.Add(
                new LinkSession
                {
                    Id = RandomId.New(),
                    Hash = ApiKey.HashOf(secret),
                    Body = body,
                    Address = caller == "mail" ? TwoBodies.AddressOf(body) : null,
                    Key = caller == "desk" ? (await db.ApiKeys.SingleAsync(key => key.Hash == hash)).Id : null,
                    BeganAt = host.Clock.GetUtcNow(),
                    SeenAt = host.Clock.GetUtcNow(),
                }
            );
            return await db.SaveChangesAsync();
        });
        return secret;
    }
}
