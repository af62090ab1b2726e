using System;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Npgsql;

namespace Matching.Tests.Support;

/// <summary>What becomes of a statement that a test waited for.</summary>
public enum Wire
{
    /// <summary>It goes on its way.</summary>
    GoesOn,

    /// <summary>Its connection is cut, on both sides.</summary>
    IsCut,
}

/// <summary>
/// The wire between the program and PostgreSQL, on which a test can do its harm at a statement of its choice: before it
/// reaches the server, or when it was done and only its answer is on the way. It knows of the protocol (version 3,
/// https://www.postgresql.org/docs/current/protocol-message-formats.html) where a message ends, and no more.
/// </summary>
public sealed class DatabaseWire : IAsyncDisposable
{
    private static readonly byte[] Commit = "COMMIT"u8.ToArray();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly ConcurrentDictionary<Link, Task> _links = new();
    private readonly NpgsqlConnectionStringBuilder _server;
    private readonly Task _accepting;
    private Ambush? _ambush;

    /// <param name="connection">How the server itself is reached.</param>
    public DatabaseWire(string connection)
    {
        _server = new(connection);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>How the server is reached over this wire.</summary>
    public string ConnectionString =>
        new NpgsqlConnectionStringBuilder(_server.ConnectionString)
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;

    /// <summary>Lies in wait for one statement.</summary>
    /// <param name="at">Which one of its connection, counted from the one that is known by <paramref name="signs"/>: 1
    /// is that one itself.</param>
    /// <param name="answered">Whether the server does it first, so that only the answer is kept back.</param>
    /// <param name="harmAsync">What is done then; it gets what was sent.</param>
    /// <param name="signs">What all stands in the first one: a word of it, a parameter.</param>
    /// <returns>Whether it came to that.</returns>
    public Func<bool> LieInWait(int at, bool answered, Func<byte[], Task<Wire>> harmAsync, params byte[][] signs)
    {
        var ambush = new Ambush(at, answered, harmAsync, signs);
        Volatile.Write(ref _ambush, ambush);
        return () =>
        {
            Interlocked.CompareExchange(ref _ambush, null, ambush);
            return ambush.Sprung;
        };
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        await _accepting;
        foreach (var (link, ended) in _links)
        {
            link.Cut();
            await ended;
        }

        _over.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_over.IsCancellationRequested)
        {
            try
            {
                var client = await _listener.AcceptSocketAsync(_over.Token);
                var link = new Link(client);
                _links[link] = ServeAsync(link);
            }
            catch (Exception) when (_over.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(Link link)
    {
        await Task.Yield();
        try
        {
            await link.ConnectAsync(_server);
            await Task.WhenAny(UpAsync(link), DownAsync(link));
        }
        catch (SocketException)
        {
            // The server is away: so is this.
        }
        finally
        {
            link.Cut();
            _links.TryRemove(link, out _);
        }
    }

    // From the program to the server, statement by statement: a batch ends with Sync, or is one simple query.
    private async Task UpAsync(Link link)
    {
        try
        {
            await link.Server!.WriteAsync(await ReadMessageAsync(link.Client, typed: false));
            var batch = new List<byte>();
            while (true)
            {
                var message = await ReadMessageAsync(link.Client, typed: true);
                batch.AddRange(message);
                if (message[0] is (byte)'P' or (byte)'B' or (byte)'D' or (byte)'E' or (byte)'C')
                {
                    continue;
                }

                var sent = batch.ToArray();
                batch.Clear();
                if (message[0] is (byte)'S' or (byte)'Q')
                {
                    Interlocked.Increment(ref link.Unanswered);
                    await StatementAsync(link, sent);
                }
                else
                {
                    await link.Server.WriteAsync(sent);
                }
            }
        }
        catch (Exception over) when (over is IOException or ObjectDisposedException)
        {
            link.Cut();
        }
    }

    private async Task StatementAsync(Link link, byte[] sent)
    {
        var ambush = Volatile.Read(ref _ambush);
        if (ambush?.Counts(link, sent) != true)
        {
            await link.Server!.WriteAsync(sent);
            return;
        }

        if (ambush.Answered)
        {
            link.Kept = new();
            await link.Server!.WriteAsync(sent);
            await link.Kept.Task;
        }

        Interlocked.CompareExchange(ref _ambush, null, ambush);
        if (await ambush.HarmAsync(sent) == Wire.IsCut)
        {
            link.Cut();
        }
        else
        {
            await link.Server!.WriteAsync(sent);
        }
    }

    // From the server to the program, until an answer is to be kept back.
    private static async Task DownAsync(Link link)
    {
        try
        {
            while (true)
            {
                var message = await ReadMessageAsync(link.Server!, typed: true);
                if (link.Kept is null)
                {
                    await link.Client.WriteAsync(message);
                }

                if (message[0] == (byte)'Z' && Interlocked.Decrement(ref link.Unanswered) == 0)
                {
                    link.Kept?.TrySetResult();
                }
            }
        }
        catch (Exception over) when (over is IOException or ObjectDisposedException)
        {
            link.Kept?.TrySetResult();
            link.Cut();
        }
    }

    private static async Task<byte[]> ReadMessageAsync(NetworkStream from, bool typed)
    {
        var head = new byte[typed ? 5 : 4];
        await from.ReadExactlyAsync(head);
        var length = BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(head.Length - 4)) - 4;
        var message = new byte[head.Length + length];
        head.CopyTo(message, 0);
        await from.ReadExactlyAsync(message.AsMemory(head.Length));
        return message;
    }

    private sealed class Link(Socket client)
    {
        // The greeting is answered too.
        public int Unanswered = 1;

        public NetworkStream Client { get; } = new(client, ownsSocket: true);

        public NetworkStream? Server { get; private set; }

        public TaskCompletionSource? Kept { get; set; }

        public async Task ConnectAsync(NpgsqlConnectionStringBuilder server)
        {
            client.NoDelay = true;
            var folder = server.Host!.StartsWith('/');
            var socket = folder
                ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
                : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(
                folder
                    ? new UnixDomainSocketEndPoint(Path.Combine(server.Host, $".s.PGSQL.{server.Port}"))
                    : new DnsEndPoint(server.Host, server.Port)
            );
            Server = new(socket, ownsSocket: true);
        }

        public void Cut()
        {
            Client.Dispose();
            Server?.Dispose();
        }
    }

    private sealed class Ambush(int at, bool answered, Func<byte[], Task<Wire>> harmAsync, byte[][] signs)
    {
        private readonly Lock _turn = new();
        private Link? _link;
        private int _seen;
        private bool _over;

        public bool Answered => answered;

        public bool Sprung { get; private set; }

        public Task<Wire> HarmAsync(byte[] sent) => harmAsync(sent);

        public bool Counts(Link link, byte[] sent)
        {
            lock (_turn)
            {
                if (_link is null && signs.All(sign => sent.AsSpan().IndexOf(sign) >= 0))
                {
                    _link = link;
                }

                if (_over || link != _link)
                {
                    return false;
                }

                Sprung = ++_seen == at;
                _over = Sprung || (sent[0] == (byte)'Q' && sent.AsSpan().IndexOf(Commit) >= 0);
                return Sprung;
            }
        }
    }
}
