using System;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Threading;
using Microsoft.AspNetCore.Http;

namespace Matching.Web;

/// <summary>
/// Whose key, receipt or session opened something here within the last hours, so that a flood that makes some up is
/// told from those who have one. Only hashes are held, in memory, under a key that is made anew every hour and thrown
/// away after the next: nobody can be recognised by them, or for longer.
/// </summary>
public sealed class Acquaintances(TimeProvider clock)
{
    private static readonly TimeSpan Term = TimeSpan.FromHours(1);
    private static readonly object Met = new();

    // Some megabytes at the most.
    private const int Most = 50_000;

    private readonly Lock _turn = new();
    private Generation _now = new(clock.GetUtcNow());
    private Generation? _before;

    /// <summary>The caller's receipt was found.</summary>
    public static void Meet(HttpContext http) => http.Items[Met] = true;

    /// <summary>What the caller came with opens nothing from now on, or is about to.</summary>
    public static void Part(HttpContext http) => http.Items[Met] = false;

    /// <summary>Whether what this call comes with opened something lately.</summary>
    public bool Knows(HttpRequest request) =>
        CarriedBy(request) is { } carried
        && (Current().Knows(carried) || Volatile.Read(ref _before)?.Knows(carried) == true);

    /// <summary>
    /// Remembers what a call came with, where that opened anything, and forgets what opens nothing any more: nobody is
    /// to learn by being served better that it once did.
    /// </summary>
    public void Remember(HttpContext http)
    {
        if (CarriedBy(http.Request) is not { } carried)
        {
            return;
        }

        var opened = http.Items.TryGetValue(Met, out var met)
            ? met is true
            : http.User.Identity is { IsAuthenticated: true };
        if (opened)
        {
            Current().Add(carried);
        }
        else if (
            met is false
            || http.Response.StatusCode is StatusCodes.Status401Unauthorized or StatusCodes.Status404NotFound
        )
        {
            Current().Remove(carried);
            Volatile.Read(ref _before)?.Remove(carried);
        }
    }

    private static string? CarriedBy(HttpRequest request) =>
        request.Headers.Authorization is { Count: 1 } authorization ? authorization.ToString()
        : request.Headers.Cookie is { Count: 1 } cookie ? cookie.ToString()
        : null;

    private Generation Current()
    {
        lock (_turn)
        {
            var (now, age) = (clock.GetUtcNow(), clock.GetUtcNow() - _now.Begun);
            if (age >= Term || age < TimeSpan.Zero)
            {
                _before = age < 2 * Term ? _now : null;
                _now = new(now);
            }

            return _now;
        }
    }

    private sealed class Generation(DateTimeOffset begun)
    {
        private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
        private readonly ConcurrentDictionary<Guid, bool> _met = new();

        public DateTimeOffset Begun { get; } = begun;

        public bool Knows(string carried) => _met.ContainsKey(Hash(carried));

        public void Add(string carried)
        {
            if (_met.Count < Most)
            {
                _met[Hash(carried)] = true;
            }
        }

        public void Remove(string carried) => _met.TryRemove(Hash(carried), out _);

        private Guid Hash(string carried) =>
            new(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(carried)).AsSpan(0, 16));
    }
}
