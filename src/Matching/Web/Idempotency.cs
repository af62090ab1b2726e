using System;
using System.Linq;
using System.Net.Mime;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Matching.Calendar;
using Matching.Database;
using Matching.Sealing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Matching.Web;

/// <summary>
/// <c>Idempotency-Key</c>: the first answer again for the same key and request, for a day at least. The answer is kept
/// in the transaction of what it answers for, so neither is there without the other; the lock that tells "still
/// running" dies with that transaction, so a crash leaves no key stuck. Only an HMAC of the key is kept, and the answer
/// sealed under a key that comes from it: a table of them tells nothing.
/// </summary>
public static class Idempotency
{
    /// <summary>The header's name.</summary>
    public const string Header = "Idempotency-Key";

    /// <summary>Makes a creating POST idempotent. Must stand inside <see cref="OneTransaction"/>.</summary>
    /// <param name="onlyUuid">Refuse keys that are no UUID: what people are not known by must not name them
    /// here.</param>
    public static RouteHandlerBuilder Idempotent<TRequest>(this RouteHandlerBuilder route, bool onlyUuid = false)
        where TRequest : notnull =>
        route
            .WithMetadata(new IdempotentRoute())
            .Refuses(Problems.IdempotencyKeyInvalid, Problems.KeyBusy, Problems.KeyReused)
            .AddEndpointFilter(
                async (call, next) =>
                {
                    var http = call.HttpContext;
                    if (http.Request.Headers[Header] is not { Count: > 0 } given)
                    {
                        return await next(call);
                    }

                    var key = given.ToString();
                    if (
                        onlyUuid
                            ? !Guid.TryParseExact(key, "D", out _)
                            : key.Length is 0 or > 200 || key.Any(c => c is < ' ' or > '~')
                    )
                    {
                        return Problems.IdempotencyKeyInvalid.Because(
                            onlyUuid ? null : "It must be 1 to 200 visible ASCII characters."
                        );
                    }

                    var services = http.RequestServices;
                    var secrets = services.GetRequiredService<Secrets>();
                    var json = services.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
                    var keyHash = secrets.Fingerprints(
                        "idempotency-key",
                        Encoding.UTF8.GetBytes($"{http.Request.Path}\n{http.Request.Headers.Authorization}\n{key}")
                    );
                    var request = JsonSerializer.SerializeToUtf8Bytes(call.Arguments.OfType<TRequest>().Single(), json);
                    var db = services.GetRequiredService<MatchingDb>();

                    if (!await TryLockAsync(db, keyHash.All, http.RequestAborted))
                    {
                        return Problems.KeyBusy.Because();
                    }

                    if (await FindAsync(db, keyHash, http.RequestAborted) is { } first)
                    {
                        return
                            secrets.Masters.FirstOrDefault(master =>
                                CryptographicOperations.FixedTimeEquals(first.RequestHash, Hash(master, key, request))
                            )
                                is { } sealedBy
                            ? new FirstAnswerAgain(
                                first.Status,
                                Sealed.Open(Seal(sealedBy, key), first.Answer, "idempotent-answer")
                            )
                            : Problems.KeyReused.Because();
                    }

                    var result = await next(call);
                    if (ResultFacts.StatusOf(result) < StatusCodes.Status400BadRequest)
                    {
                        var value = (ResultFacts.Unwrap(result) as IValueHttpResult)?.Value;
                        var location = ResultFacts.LocationOf(result);
                        byte[] kept =
                        [
                            .. Encoding.UTF8.GetBytes(location + "\n"),
                            .. JsonSerializer.SerializeToUtf8Bytes(value, json),
                        ];
                        var answer = Sealed.Close(Seal(secrets.Master, key), kept, "idempotent-answer");
                        var until = services.GetRequiredService<TimeProvider>().Today().AddDays(1);
                        await db.Database.ExecuteSqlAsync(
                            $"""
                            insert into idempotent_answers (key_hash, request_hash, status, answer, made, until)
                            values ({keyHash.Current}, {Hash(secrets.Master, key, request)}, {ResultFacts.StatusOf(
                                result
                            )}, {answer}, {Made(value, location)}, {until})
                            """,
                            http.RequestAborted
                        );
                    }

                    return result;
                }
            );

    /// <summary>Deletes the answers about something that is erased.</summary>
    public static Task<int> ForgetAsync(MatchingDb db, Guid made, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"delete from idempotent_answers where made = {made}", ct);

    /// <summary>Deletes answers whose time is over and returns how many these were.</summary>
    public static Task<int> PurgeAsync(MatchingDb db, TimeProvider clock, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync($"delete from idempotent_answers where until < {clock.Today()}", ct);

    // Under a key that only the sender has: a request has few enough words to be guessed.
    private static byte[] Hash(MasterSecret master, string key, byte[] request) =>
        HMACSHA256.HashData(master.Derive("idempotent-request", Encoding.UTF8.GetBytes(key)), request);

    private static byte[] Seal(MasterSecret master, string key) =>
        master.Derive("idempotent-answer", Encoding.UTF8.GetBytes(key));

    private static Guid? Made(object? answer, string? location) =>
        answer is IMade { Made: var id } ? id
        : Guid.TryParse(location?[(location.LastIndexOf('/') + 1)..], out var made) ? made
        : null;

    // Under each pepper that there is: another instance may not have the newest yet. In one order, so that of two one
    // gets all.
    private static async Task<bool> TryLockAsync(MatchingDb db, byte[][] keyHashes, CancellationToken ct)
    {
        foreach (var name in keyHashes.Select(keyHash => BitConverter.ToInt64(keyHash)).Order())
        {
            var isMine = await db
                .Database.SqlQuery<bool>($"select pg_try_advisory_xact_lock({name}) as \"Value\"")
                .SingleAsync(ct);
            if (!isMine)
            {
                return false;
            }
        }

        return true;
    }

    private static Task<Kept?> FindAsync(MatchingDb db, Fingerprints keyHash, CancellationToken ct) =>
        db
            .Database.SqlQuery<Kept>(
                $"select request_hash as \"RequestHash\", status as \"Status\", answer as \"Answer\" from idempotent_answers where key_hash = any ({keyHash.All})"
            )
            .SingleOrDefaultAsync(ct);

    private sealed record Kept(byte[] RequestHash, int Status, byte[] Answer);
}

/// <summary>The first answer to what was sent before.</summary>
/// <param name="kept">The address of what was made, a line break, and the JSON.</param>
internal sealed class FirstAnswerAgain(int status, byte[] kept) : IResult, IStatusCodeHttpResult
{
    public int? StatusCode => status;

    private int End => Array.IndexOf(kept, (byte)'\n');

    /// <summary>What was answered.</summary>
    public T? Read<T>(JsonSerializerOptions json) => JsonSerializer.Deserialize<T>(kept.AsSpan(End + 1), json);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = status;
        httpContext.Response.ContentType = MediaTypeNames.Application.Json + "; charset=utf-8";
        httpContext.Response.Headers["Idempotent-Replayed"] = "true";
        if (End > 0)
        {
            httpContext.Response.Headers.Location = Encoding.UTF8.GetString(kept, 0, End);
        }

        return httpContext.Response.Body.WriteAsync(kept.AsMemory(End + 1), httpContext.RequestAborted).AsTask();
    }
}

/// <summary>An answer about something whose id it does not tell.</summary>
public interface IMade
{
    /// <summary>The id, for what is kept of the answer to be erased with it.</summary>
    Guid Made { get; }
}

/// <summary>Marks a route that takes an <c>Idempotency-Key</c>.</summary>
public sealed record IdempotentRoute;
